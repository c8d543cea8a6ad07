/**
 * The moment at which the bytes of a request leave: whether it has come, and that it does not come too late. The
 * rest of a call is the transport's.
 */

import type { Dispatcher } from 'undici';

/** The connection stood only after the permission to send had run out; nothing was sent. */
export class TooLate extends Error {}

/**
 * Notes whether a connection stood and the request was about to be written: before that moment nothing can
 * have left. Refuses to write when the moment comes too late, as after a freeze of the process.
 */
export function watchDeparture(startWithinMs: number): {
  interceptor: Dispatcher.DispatcherComposeInterceptor;
  mayHaveLeft: () => boolean;
} {
  const [allowedAt, allowedAtClock] = [performance.now(), Date.now()];
  let departed = false;
  const interceptor: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (dispatchOptions, handler) =>
    dispatch(dispatchOptions, {
      onRequestStart(controller, context) {
        // The wall clock counts the time that a suspended machine slept, the other one resists being set back.
        const waited = Math.max(performance.now() - allowedAt, Date.now() - allowedAtClock);
        if (waited > startWithinMs) {
          controller.abort(new TooLate());
          return;
        }
        departed = true;
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...parts) => handler.onRequestUpgrade?.(...parts),
      onResponseStart: (...parts) => handler.onResponseStart?.(...parts),
      onResponseData: (...parts) => handler.onResponseData?.(...parts),
      onResponseEnd: (...parts) => handler.onResponseEnd?.(...parts),
      onResponseError: (...parts) => handler.onResponseError?.(...parts),
    });
  return { interceptor, mayHaveLeft: () => departed };
}
