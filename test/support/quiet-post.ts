/** What activities have by themselves where a test sends nobody a message: no sockets yet, and no post to use. */

import type { Tools } from '../../activities/tools.ts';

/** Every delivery is a mistake. */
export const quietPost = (): Pick<Tools, 'consoleUrl' | 'post' | 'transports'> => ({
  transports: new Map(),
  // Nobody listens there, so news from the pretend Focus go nowhere.
  consoleUrl: 'http://127.0.0.1:9',
  post: {
    deliver: async () => {
      throw new Error('Nobody is expected to be told by message.');
    },
    close: async () => {},
  },
});
