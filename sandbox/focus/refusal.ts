// How the pretend Focus says no: an `errors` array with title, status and often meta.field (focus-api.md 1.5).

export interface FocusErrorItem {
  code: number;
  title: string;
  status: number;
  meta?: { field?: string; hint?: string };
}

/** A refusal of a request: becomes the error body. Nothing has been changed when it is thrown. */
export class FocusRefusal extends Error {
  readonly status: number;
  readonly items: FocusErrorItem[];

  constructor(status: number, items: FocusErrorItem[]) {
    super(items.map((item) => item.title).join('; '));
    this.status = status;
    this.items = items;
  }
}

/** One refusal without a field, such as 401 or 404. */
export const refusal = (status: number, title: string): FocusRefusal =>
  new FocusRefusal(status, [{ code: 0, title, status }]);

/** One refusal of one field, with status 400. */
export const fieldRefusal = (field: string, title: string): FocusRefusal =>
  new FocusRefusal(400, [{ code: 0, title, status: 400, meta: { field } }]);
