// Preloaded into Node programs that we start: when the process that started them is gone, the channel to it
// closes, and the program is asked to stop as by SIGTERM and made to stop a little later. Without such a
// channel it changes nothing. It is plain JavaScript, because it runs before anything can be compiled.

const graceMs = 8_000;

if (process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), graceMs).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // Listening would keep the program alive after its work is done.
  process.channel.unref();
}
