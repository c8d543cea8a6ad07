/**
 * One copy of each text that many records hold: ids and numbers that Yuki's list, its last reading and our documents all
 * have would else stand in memory three times, tens of thousands of them.
 */

export class SharedTexts {
  readonly #known = new Map<string, string>();

  /** The same record, each text of its own fields exchanged for the copy that others hold already. */
  share<Fields extends object>(fields: Fields): Fields {
    for (const [name, value] of Object.entries(fields))
      if (typeof value === 'string') Reflect.set(fields, name, this.#copyOf(value));
    return fields;
  }

  #copyOf(text: string): string {
    const known = this.#known.get(text);
    if (known === undefined) this.#known.set(text, text);
    return known ?? text;
  }
}
