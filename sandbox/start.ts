// Puts the sandbox together and opens its four sockets on loopback: pretend Focus, Yuki Belgium, Yuki Netherlands and
// the control API. The command line (main.ts) and tests both start it here.
import { createControlListener } from './control/server.ts';
import { createFocus, type PretendFocus } from './focus/index.ts';
import { createCallLog, type CallLog } from './infra/call-log.ts';
import { createClock, type Clock } from './infra/clock.ts';
import { createFaults, type Faults } from './infra/faults.ts';
import { listenOnLoopback, type Listening } from './infra/http.ts';
import { createSwitchBoard, readSwitches, type SwitchBoard } from './infra/switches.ts';
import { resolveWorld, type World } from './worlds/index.ts';
import { createYuki, type Yuki } from './yuki/index.ts';

/** What any client of the real services needs to be pointed at the sandbox. */
export interface Descriptor {
  focus: {
    apiUrl: string;
    authUrl: string;
    clientId: string;
    clientSecret: string;
    accessToken: string;
    refreshToken: string;
  };
  yuki: { beUrl: string; nlUrl: string; accessKey: string; administrationId: string; domainId: string };
  controlUrl: string;
}

export interface SandboxOptions {
  /** A name, a path that ends in .json, or a world itself; default `small`. */
  world?: string | World | undefined;
  /** 0 or absent: a free port. */
  ports?: { focus?: number; yukiBe?: number; yukiNl?: number; control?: number } | undefined;
}

/** The pieces of a running sandbox, for the control API and for tests in the same process. */
export interface SandboxParts {
  clock: Clock;
  log: CallLog;
  faults: Faults;
  switches: SwitchBoard;
  focus: () => PretendFocus;
  yuki: () => Yuki;
  world: () => World;
  /** Replaces all state by a world; on a world that is not right nothing changes and an Error is thrown. */
  load(world: World): void;
  descriptor: () => Descriptor;
}

export interface Sandbox {
  descriptor: Descriptor;
  controlUrl: string;
  parts: SandboxParts;
  /** Closes all sockets and cuts open lines; resolves when everything has ended. */
  close(): Promise<void>;
}

/** Starts the sandbox. Throws an Error with one clear sentence on a taken port or a world that is not right. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const given = options.world ?? 'small';
  const urls = { focus: '', yukiBe: '', yukiNl: '', control: '' };
  const parts = assemble(typeof given === 'string' ? resolveWorld(given) : given, urls);
  const opened: Listening[] = [];
  const open = async (
    listener: Parameters<typeof listenOnLoopback>[0],
    port: number | undefined,
    what: string,
  ): Promise<string> => {
    const listening = await listenOnLoopback(listener, port ?? 0, what);
    opened.push(listening);
    return listening.url;
  };
  const close = async (): Promise<void> => {
    parts.faults.clear();
    parts.focus().close();
    await Promise.all(opened.map((listening) => listening.close()));
  };
  const { ports = {} } = options;
  try {
    // The listeners look their system up at every request, because loading a world replaces it.
    urls.focus = await open((...call) => parts.focus().listener(...call), ports.focus, 'Focus');
    urls.yukiBe = await open((...call) => parts.yuki().be(...call), ports.yukiBe, 'Yuki Belgium');
    urls.yukiNl = await open((...call) => parts.yuki().nl(...call), ports.yukiNl, 'Yuki Netherlands');
    urls.control = await open(createControlListener(parts), ports.control, 'the control API');
  } catch (error) {
    await close();
    throw error;
  }
  return { descriptor: parts.descriptor(), controlUrl: urls.control, parts, close };
}

function assemble(
  first: World,
  urls: { focus: string; yukiBe: string; yukiNl: string; control: string },
): SandboxParts {
  const clock = createClock();
  const log = createCallLog(clock);
  const faults = createFaults();
  const switches = createSwitchBoard();
  const build = (world: World) => {
    const deps = { clock, log, faults, switches: () => switches.current() };
    return {
      world,
      focus: createFocus({ ...deps, world: world.focus }),
      yuki: createYuki({ ...deps, world: world.yuki }),
    };
  };
  const load = (world: World): ReturnType<typeof build> => {
    const before = { switches: switches.current(), clock: clock.now() };
    try {
      switches.replace(readSwitches(world.switches ?? {}));
      clock.set(world.clock === undefined ? new Date() : new Date(world.clock));
      return build(world);
    } catch (error) {
      switches.replace(before.switches);
      clock.set(before.clock);
      throw error;
    }
  };
  let current = load(first);
  return {
    clock,
    log,
    faults,
    switches,
    focus: () => current.focus,
    yuki: () => current.yuki,
    world: () => current.world,
    load(world) {
      const next = load(world);
      current.focus.close();
      faults.clear();
      log.clear();
      current = next;
    },
    descriptor: () => describe(current.world, current.focus, urls),
  };
}

function describe(
  world: World,
  focus: PretendFocus,
  urls: { focus: string; yukiBe: string; yukiNl: string; control: string },
): Descriptor {
  const { administrationId } = world.expectations;
  const domain = [...(world.yuki.be.domains ?? []), ...(world.yuki.nl.domains ?? [])].find((one) =>
    one.administrations?.some((administration) => administration.id === administrationId),
  );
  const keys = [...(world.yuki.be.keys ?? []), ...(world.yuki.nl.keys ?? [])];
  const key =
    keys.find((one) => one.kind === 'administration' && one.id === administrationId) ??
    keys.find((one) => one.kind === 'domain' && one.id === domain?.id);
  return {
    focus: { apiUrl: urls.focus, authUrl: urls.focus, ...focus.credentials() },
    yuki: {
      beUrl: urls.yukiBe,
      nlUrl: urls.yukiNl,
      accessKey: key?.key ?? '',
      administrationId,
      domainId: domain?.id ?? '',
    },
    controlUrl: urls.control,
  };
}
