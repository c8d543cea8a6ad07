// Reads the fields of a request body and collects everything that is wrong with them, in Focus's observed wordings:
// "x must be present", "x must be valid", "x must not be empty", "id invalid uuid" (focus-api.md 1.5).
// Unknown keys are not looked at, because Focus ignores them (1.1).
import { FocusRefusal, type FocusErrorItem } from './refusal.ts';

export type Body = Record<string, unknown>;

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const dateShape = /^\d{4}-\d{2}-\d{2}$/;
const momentShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a text is a calendar day that exists. */
export function isDate(value: string): boolean {
  if (!dateShape.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

/** Reads fields one by one; `refuseIfWrong` throws everything that was found, as Focus reports it. */
export class Fields {
  readonly body: Body;
  private readonly prefix: string;
  private readonly found: FocusErrorItem[];

  constructor(body: Body, prefix = '', found: FocusErrorItem[] = []) {
    this.body = body;
    this.prefix = prefix;
    this.found = found;
  }

  wrong(name: string, what: string): void {
    const field = this.prefix + name;
    this.found.push({ code: 0, title: `${field} ${what}`, status: 400, meta: { field } });
  }

  refuseIfWrong(): void {
    if (this.found.length > 0) throw new FocusRefusal(400, this.found);
  }

  /** The value itself; null and absence are the same for a field that may be left out. */
  private given(name: string, required: boolean): unknown {
    const value = this.body[name];
    if (value !== undefined && value !== null) return value;
    if (required) this.wrong(name, 'must be present');
    return undefined;
  }

  private read<T>(name: string, required: boolean, accept: (value: unknown) => T | undefined): T | undefined {
    const value = this.given(name, required);
    if (value === undefined) return undefined;
    const accepted = accept(value);
    if (accepted === undefined) this.wrong(name, value === '' ? 'must not be empty' : 'must be valid');
    return accepted;
  }

  uuid(name: string, required = false): string | undefined {
    const value = this.given(name, required);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && uuidShape.test(value)) return value.toLowerCase();
    this.wrong(name, 'invalid uuid');
    return undefined;
  }

  text(name: string, required = false): string | undefined {
    return this.read(name, required, (value) =>
      typeof value === 'string' && (value !== '' || !required) ? value : undefined,
    );
  }

  number(name: string, required = false): number | undefined {
    return this.read(name, required, (value) =>
      typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e12 ? value : undefined,
    );
  }

  date(name: string, required = false): string | undefined {
    return this.read(name, required, (value) =>
      typeof value === 'string' && isDate(value) ? value : undefined,
    );
  }

  /** A moment with offset, as milliseconds since 1970. */
  moment(name: string, required = false): number | undefined {
    return this.read(name, required, (value) => {
      if (typeof value !== 'string' || !momentShape.test(value)) return undefined;
      const at = Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
      return Number.isNaN(at) ? undefined : at;
    });
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], required = false): T | undefined {
    return this.read(name, required, (value) => allowed.find((one) => one === value));
  }

  object(name: string, required = false): Fields | undefined {
    const value = this.read(name, required, (given) => (isObject(given) ? given : undefined));
    return value === undefined ? undefined : new Fields(value, `${this.prefix}${name}.`, this.found);
  }

  list(name: string, required = false): unknown[] | undefined {
    return this.read(name, required, (value) => (Array.isArray(value) ? value : undefined));
  }

  /** A list of ids, as `filter.ids`. */
  uuids(name: string): string[] | undefined {
    const values = this.list(name);
    if (values === undefined) return undefined;
    if (!values.every((value) => typeof value === 'string' && uuidShape.test(value))) {
      this.wrong(name, 'invalid uuid');
      return undefined;
    }
    return (values as string[]).map((value) => value.toLowerCase());
  }

  /** A list of words out of an allowed set, as `filter.status`. */
  words<T extends string>(name: string, allowed: readonly T[]): T[] | undefined {
    const values = this.list(name);
    if (values === undefined) return undefined;
    if (!values.every((value) => allowed.includes(value as T))) {
      this.wrong(name, 'must be valid');
      return undefined;
    }
    return values as T[];
  }

  /** A reference `{type, id}` of one of the given types. */
  reference<T extends string>(
    name: string,
    types: readonly T[],
    required = false,
  ): { type: T; id: string } | undefined {
    const inner = this.object(name, required);
    if (inner === undefined) return undefined;
    const type = inner.oneOf('type', types, true);
    const id = inner.uuid('id', true);
    return type === undefined || id === undefined ? undefined : { type, id };
  }
}
