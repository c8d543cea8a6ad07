// The part of the sandbox's switches that the pretend Yuki reads, and how an unpublished text is filled in.
// The switches themselves, with their defaults, stand in infra/yuki-switches.ts.
import type { Switches } from '../infra/switches.ts';
import type { yukiSwitchShape } from '../infra/yuki-switches.ts';

export type YukiSwitches = Pick<Switches, keyof typeof yukiSwitchShape>;

/** Fills the `{…}` parts of a text; a part without a value stays as it is. */
export function fillText(text: string, parts: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => parts[name] ?? whole);
}
