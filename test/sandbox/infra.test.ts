// The common ground of the pretend systems: clock, call log, fault plans, switches.
import { describe, expect, it } from 'vitest';
import { createCallLog } from '../../sandbox/infra/call-log.ts';
import { createClock } from '../../sandbox/infra/clock.ts';
import { createFaults } from '../../sandbox/infra/faults.ts';
import { createSwitchBoard } from '../../sandbox/infra/switches.ts';

const call = (operation: string) => ({
  system: 'focus' as const,
  operation,
  status: 200,
  outcome: 'ok',
  references: [],
});

describe('the clock', () => {
  it('runs on from where it was set', () => {
    const clock = createClock(new Date('2026-01-01T00:00:00Z'));
    clock.advance(3_600_000);
    expect(clock.now().toISOString().slice(0, 16)).toBe('2026-01-01T01:00');
    clock.set(new Date('2026-02-01T00:00:00Z'));
    expect(clock.now().toISOString().slice(0, 10)).toBe('2026-02-01');
    expect(() => clock.set(new Date('x'))).toThrow('valid moment');
  });
});

describe('the call log', () => {
  it('forgets the oldest calls at its bound, keeps counting, and goes on numbering after it was cleared', () => {
    const log = createCallLog(createClock(), 100);
    for (let count = 0; count < 250; count += 1) log.add(call('x'));
    expect(log.since(0).length).toBeLessThanOrEqual(110);
    expect(log.since(249).map((one) => one.n)).toEqual([250]);
    expect(log.summary().focus).toEqual({ total: 250, byOperation: { x: 250 } });
    log.clear();
    expect(log.add(call('y')).n).toBe(251);
    expect(log.since(200)).toHaveLength(1);
  });

  it('keeps at least 200,000 calls by default', () => {
    const log = createCallLog(createClock());
    for (let count = 0; count < 300_000; count += 1) log.add(call('x'));
    expect(log.since(0).length).toBeGreaterThanOrEqual(200_000);
  });

  it('wakes who waits for a call, and rejects when none comes', async () => {
    const log = createCallLog(createClock());
    const next = log.next((one) => one.operation === 'b', 1_000);
    log.add(call('a'));
    log.add(call('b'));
    expect((await next).operation).toBe('b');
    await expect(log.next(() => true, 1)).rejects.toThrow('No matching call');
  });
});

describe('fault plans', () => {
  it('strike in the order in which they were added, per system and name', () => {
    const faults = createFaults();
    faults.add({ operation: '*', kind: 'delay', system: 'yuki' });
    faults.add({ operation: 'a', kind: 'refuse', after: 1 });
    expect(faults.take('focus', 'a')).toBeNull();
    expect(faults.take('focus', 'b')).toBeNull();
    expect(faults.take('focus', 'a')?.kind).toBe('refuse');
    expect(faults.take('focus', 'a')).toBeNull();
    expect(faults.take('yuki', 'b')?.kind).toBe('delay');
    expect(faults.list()).toEqual([]);
  });

  it('tell when a held answer is reached, let it go on release, and let all go when they are cleared', async () => {
    const faults = createFaults();
    for (const end of ['release', 'clear'] as const) {
      const id = faults.add({ operation: 'a', kind: 'hold-after' });
      const plan = faults.take('focus', 'a');
      const released = faults.waitForRelease(plan?.id ?? '');
      await faults.held(id);
      if (end === 'release') faults.release(id);
      else faults.clear();
      await released;
    }
    await expect(faults.held('nix')).rejects.toThrow('No fault plan has the id nix');
  });
});

describe('switches', () => {
  it('start with their defaults, and change nothing on a wrong value', () => {
    const board = createSwitchBoard();
    expect(board.current().vatRounding).toBe('per-rate');
    expect(() => board.patch({ vatRounding: 'x' })).toThrow();
    expect(() => board.patch({ nonsense: true })).toThrow();
    board.patch({ listMeta: true });
    expect(board.current()).toMatchObject({ listMeta: true, vatRounding: 'per-rate' });
  });
});
