/** What activities have by themselves where a test sends nobody a message: no sockets yet, and no post to use. */

import type { Tools } from '../../activities/tools.ts';

/** Every delivery is a mistake. Unless said otherwise nobody listens for news from the pretend Focus. */
export const quietPost = (
  consoleUrl = 'http://127.0.0.1:9',
): Pick<Tools, 'consoleUrl' | 'post' | 'transports'> => ({
  transports: new Map(),
  consoleUrl,
  post: {
    deliver: async () => {
      throw new Error('Nobody is expected to be told by message.');
    },
    close: async () => {},
  },
});
