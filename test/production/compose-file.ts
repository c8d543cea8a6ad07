// Reads docker-compose.yml and the Dockerfile as data, with the variables of an environment filled in, so that
// tests can hold them against their rules and run the same commands without containers.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);

const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  user: z.string().optional(),
  privileged: z.boolean().optional(),
  restart: z.enum(['unless-stopped', 'on-failure']),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  volumes: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()).optional(),
  read_only: z.boolean().optional(),
  stop_grace_period: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});

const composeFile = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
});

export type Service = z.infer<typeof service>;
export type ComposeFile = z.infer<typeof composeFile>;

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}`, as the Compose specification describes them. */
const variable = /\$\{(\w+)(?:(:[-?])([^}]*))?\}/g;

export const composeText = text('docker-compose.yml');
export const dockerfileText = text('Dockerfile');
export const exampleText = text('.env.example');

/** Every variable that the compose file reads; `required` when it refuses to start without. */
export function composeVariables(): { name: string; required: boolean }[] {
  const found = [...composeText.matchAll(variable)];
  return found.map(([, name = '', operator]) => ({ name, required: operator === ':?' }));
}

/** The compose file with that environment. @throws Error naming a required variable that is missing. */
export function readCompose(env: Readonly<Record<string, string>>): ComposeFile {
  const filled = composeText.replace(variable, (_all, name: string, operator?: string, words = '') => {
    const given = env[name] ?? '';
    if (given === '' && operator === ':?') throw new Error(`${name} is missing: ${words}`);
    return given === '' && operator === ':-' ? words : given;
  });
  return composeFile.parse(parse(filled, { merge: true }));
}

/** What the last stage of the Dockerfile says, by its instruction; `COPY` of other stages is left out. */
export function readDockerfile(): { from: string[]; user: string; entrypoint: string[]; copied: string[] } {
  const lines = dockerfileText.replaceAll('\\\n', ' ').split('\n');
  const all = (word: string): string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1).trim());
  const lastStage = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  return {
    from: all('FROM'),
    user: all('USER').at(-1) ?? 'root',
    entrypoint: z.array(z.string()).parse(JSON.parse(all('ENTRYPOINT').at(-1) ?? '[]')),
    copied: lastStage
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1)),
  };
}

/** Made-up values of every required variable, each of a length that the product accepts. */
export function filledEnvironment(): Record<string, string> {
  return {
    POSTGRES_PASSWORD: 'a-made-up-password-0',
    TEMPORAL_DB_PASSWORD: 'a-made-up-password-1',
    LEDGER_DB_PASSWORD: 'a-made-up-password-2',
    LEDGER_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    API_TOKEN: 'a-made-up-token-of-some-length',
    CONSOLE_URL: 'https://console.example',
    FOCUS_CLIENT_ID: 'a-made-up-client',
    FOCUS_CLIENT_SECRET: 'a-made-up-client-secret',
  };
}
