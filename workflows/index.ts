/** The workflows that the worker's bundle offers, by the type names of `workflow-ids.ts`. */

export { caretaker } from './caretaker.ts';
export { connection } from './connection.ts';
export { hold } from './hold.ts';
export { sync } from './sync.ts';
