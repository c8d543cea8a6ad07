// The console container's health check: healthy when it can serve, ledger and Temporal included. It is plain
// JavaScript, because it runs every few seconds and a compiler beside it would cost more than the answer.

const answer = await fetch(`http://127.0.0.1:${process.env.PORT}/readyz`, {
  signal: AbortSignal.timeout(4_000),
}).catch((cause) => ({ status: String(cause.cause?.code ?? cause.name) }));
if (answer.status !== 200) process.stderr.write(`The console answers ${answer.status}.\n`);
process.exit(answer.status === 200 ? 0 : 1);
