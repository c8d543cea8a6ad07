// `npm start -- worker|console`: one production process. It never starts Temporal or a database; which ones to
// use is said by the environment. The processes themselves end on SIGTERM.

const processes = {
  worker: () => import('../workers/main.ts'),
  console: () => import('../client/console/main.ts'),
};

const [wanted = '', ...rest] = process.argv.slice(2);

if (!Object.hasOwn(processes, wanted) || rest.length > 0) {
  refuse('Usage: npm start -- worker|console', 2);
} else if ((process.env.DATABASE_URL ?? '').trim() === '') {
  // Looked at before anything is read, because the embedded database would make keys of its own.
  refuse(
    'DATABASE_URL is not set: production needs a PostgreSQL server. The embedded database is started by “npm run dev” only.',
    1,
  );
} else {
  await processes[wanted as keyof typeof processes]();
}

function refuse(sentence: string, code: number): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = code;
}
