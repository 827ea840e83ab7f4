/**
 * How two threads share a task.
 *
 * The task is cut into parts and offered; then whoever is free takes the next part, until none is
 * left. The thread that offers it never waits for the helper to come, only for the part that the
 * helper has begun when no other is left. However the work falls between them, and however late
 * the helper comes, the results are the same to the last bit.
 *
 * Both see the same few numbers at the start of the memory. An atomic operation on one of them is
 * never interrupted by the other thread, and whoever sees its outcome also sees everything that
 * the other had written before.
 */
import { run } from "./task";

const STATE: usize = 0;
const NEXT_PART: usize = 4;
/** Where the task ends, and how long a part is. */
const COUNT: usize = 8;
const SIZE: usize = 12;

/** There is no task; there is one, and nobody helps yet; the helper is at work. */
const IDLE: i32 = 0;
const OFFERED: i32 = 1;
const HELPED: i32 = 2;

/**
 * Looks this often, about a fifth of a millisecond, before it sleeps: between two tasks of a step there
 * is seldom more, and who sleeps comes too late for the next one.
 */
const PATIENCE: i32 = 200_000;

/** Does the whole task, from 0 to just before `count`, in parts of `size`, with whoever helps. */
export function share(count: i32, size: i32): void {
  store<i32>(COUNT, count);
  store<i32>(SIZE, size);
  atomic.store<i32>(NEXT_PART, 0);
  atomic.store<i32>(STATE, OFFERED);
  atomic.notify(STATE, 1);
  takeParts(0);

  // If nobody came, nobody shall; otherwise the helper may be at its last part.
  if (atomic.cmpxchg<i32>(STATE, OFFERED, IDLE) === OFFERED) return;
  while (changes(HELPED) === HELPED) atomic.wait<i32>(STATE, HELPED, -1);
}

/** What the second thread does, as long as it lives. */
export function help(): void {
  for (;;) {
    while (atomic.cmpxchg<i32>(STATE, OFFERED, HELPED) !== OFFERED) {
      if (changes(IDLE) === IDLE) atomic.wait<i32>(STATE, IDLE, -1);
    }
    takeParts(1);
    atomic.store<i32>(STATE, IDLE);
    atomic.notify(STATE, 1);
  }
}

/** Takes the next part, which nobody else gets, until none is left. */
function takeParts(thread: i32): void {
  const count = load<i32>(COUNT);
  const size = load<i32>(SIZE);
  for (let first = 0; (first = size * atomic.add<i32>(NEXT_PART, 1)) < count; ) {
    run(first, min(first + size, count), thread);
  }
}

/** Looks at a state until it has changed or patience is at an end; answers with what it saw last. */
function changes(state: i32): i32 {
  let seen = state;
  for (let i = 0; i < PATIENCE && seen === state; i++) seen = atomic.load<i32>(STATE);
  return seen;
}
