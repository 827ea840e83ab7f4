/**
 * Real processes to which things happen. Whatever it is, the run goes on afterwards, and ends bit
 * for bit as one to which nothing happened.
 *
 * `KILLS=1000 npx vitest run test/commands/survive.test.ts` kills so many times.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { findCheckpoint } from "../../src/runs/checkpoint.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { smallerDataSet, temporaryFolder, writeDataSet } from "../small-data.ts";
import { compile, expectSameFiles, start } from "./program.ts";

const KILLS = Number(process.env.KILLS ?? 60);
const KILL_HOOK = new URL("kill-hook.mjs", import.meta.url).href;
const PAUSE_HOOK = new URL("pause-hook.mjs", import.meta.url).href;
const EVERY = ["--checkpoint-every", "3"];
const SUMS = "sha256sum $(ls | grep -v previous)";

let program: string;
/** A run of 60 steps. */
let options: string[];
/** What it leaves behind if nothing happens to it. */
let whole: string;
beforeAll(async () => {
  ({ train: program } = await compile("src/train.ts"));
  const data = writeDataSet(smallerDataSet(320, 50));
  const network = ["--hidden", "8", "--latent", "2", "--batch-size", "32"];
  options = ["--data", data, "--epochs", "6", ...network, "--kernels", "ts"];
  whole = newFolder();
  expect(await train(...options, "--out", whole)).toMatchObject({ code: 0, stderr: "" });
});

const newFolder = () => join(temporaryFolder(), "run");
const begin = (...args: string[]) => start([program, ...EVERY, ...args]);
const train = (...args: string[]) => begin(...args).ended;

/** A run in a new folder that has come to step 12, and waits there until it is told to go on. */
async function pausedRun() {
  const folder = newFolder();
  const GO = join(temporaryFolder(), "go");
  const life = start(["--import", PAUSE_HOOK, program, ...EVERY, ...options, "--out", folder], {
    GO,
  });
  await life.says(/step 12\//);
  return { folder, ...life, goOn: () => writeFileSync(GO, "") };
}

describe("SIGKILL at random moments", () => {
  test.each(["ts", "simd"])(
    "leaves a sound checkpoint, and changes nothing in the end (%s)",
    { timeout: 60_000 + 5_000 * KILLS },
    async (kernels) => {
      const own = [...options, "--epochs", "20", "--kernels", kernels]; // 200 steps
      const undisturbed = newFolder();
      expect(await train(...own, "--out", undisturbed)).toMatchObject({ code: 0, stderr: "" });

      const often = ["--checkpoint-every", "1"];
      const random = new SeededRandom(`kills, ${kernels}`);
      const counts = { kills: 0, within: 0, ends: 0 };
      let folder = newFolder();
      while (counts.kills < KILLS / 2 || existsSync(folder)) {
        const begun = existsSync(join(folder, "config.json"));
        if (!begun) rmSync(folder, { recursive: true, force: true }); // killed before it was a run
        const life = begun
          ? begin("--resume", folder, ...often)
          : begin(...own, ...often, "--out", folder);
        if (counts.kills < KILLS / 2) {
          // A quarter of them die while they read, the others while they train and write.
          await (random.integer(4) === 0 ? life.locks(folder) : life.says(/./));
          await sleep(random.uniform() * 200);
          life.child.kill("SIGKILL");
        }
        const { code, signal, stderr } = await life.ended;
        expect(stderr).toBe("");
        if (signal === "SIGKILL") {
          counts.kills++;
          if (!existsSync(folder)) continue;
          if (readdirSync(folder).some((name) => name.endsWith(".part"))) counts.within++;
          const { checkpoint, notice } = findCheckpoint(folder); // throws if none is readable
          expect(notice).toBeNull(); // or if not all are
          expect(checkpoint?.state.step ?? 0).toBeLessThanOrEqual(200);
        } else {
          expect(code).toBe(0);
          expectSameFiles(folder, undisturbed);
          counts.ends++;
          folder = newFolder();
        }
      }
      console.log(
        `${kernels}: ${counts.kills} kills, ${counts.within} of them while a file was written; ${counts.ends} runs ended bit-identical; 0 unreadable checkpoints`,
      );
      expect(counts.kills).toBeGreaterThanOrEqual(KILLS / 2);
    },
  );
});

describe("SIGKILL in the middle of a checkpoint", () => {
  test.each([
    // The first takes five deeds: open, write, fsync, and two renames. Here comes the second:
    [6, "open", 3],
    [7, "write", 3],
    [8, "fsync", 3],
    [9, "rename to checkpoint.next.safetensors", 3],
    [10, "rename to checkpoint.previous.safetensors", 3],
    [11, "rename to checkpoint.safetensors", 3],
    [12, "open", 6],
  ])("deed %i (%s): the one of step %i loads", async (deed, name, step) => {
    const [folder, log] = [newFolder(), join(temporaryFolder(), "log")];
    const killed = await start(
      ["--import", KILL_HOOK, program, ...options, "--out", folder, ...EVERY],
      {
        KILL_AT: String(deed),
        KILL_LOG: log,
      },
    ).ended;
    expect(killed).toMatchObject({ signal: "SIGKILL", stderr: "" });
    expect(readFileSync(log, "utf8")).toBe(name);
    expect(findCheckpoint(folder)).toMatchObject({ checkpoint: { state: { step } }, notice: null });

    const resumed = await train("--resume", folder);
    expect(resumed).toMatchObject({ code: 0, stderr: "" });
    expect(resumed.stdout).toContain(`after step ${step} of 60`);
    expectSameFiles(folder, whole);
  });
});

describe("a signal", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s ends the run after its step, with checkpoint and report",
    async (signal) => {
      const { folder, child, ended, goOn } = await pausedRun();
      child.kill(signal);
      goOn();
      const { code, stdout, stderr } = await ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/^Stopped after step 12 of 60/m);
      expect(stdout).toContain(`Go on with: npx tsx src/train.ts --resume ${folder}\n`);
      expect(existsSync(join(folder, "report.html"))).toBe(true);
      expect(await train("--resume", folder)).toMatchObject({ code: 0, stderr: "" });
      expectSameFiles(folder, whole);
    },
  );

  test("is heard once: the second ends the program at once", async () => {
    const source = JSON.stringify(new URL("../../src/command.ts", import.meta.url));
    const script = `
      import { stopSignal } from ${source};
      stopSignal().addEventListener("abort", () => console.log("stopping"));
      setInterval(() => {}, 1000);
      console.log("ready");`;
    const life = start(["--import", "tsx", "--input-type=module", "-e", script]);
    await life.says(/ready/);
    life.child.kill("SIGINT");
    await life.says(/stopping/);
    life.child.kill("SIGINT"); // the same press, told again
    await sleep(1200);
    expect(life.child.signalCode).toBeNull();
    life.child.kill("SIGINT");
    expect(await life.ended).toMatchObject({ signal: "SIGINT", stderr: "" });
  });
});

describe("the world's faults", () => {
  test("a pipe on stdout that nobody reads any more is no reason to stop", async () => {
    const { folder, child, ended, goOn } = await pausedRun();
    child.stdout.destroy();
    child.stderr.destroy();
    goOn();
    expect(await ended).toMatchObject({ code: 0 });
    expectSameFiles(folder, whole);
  });

  test("a folder that disappears ends the run with one sentence", async () => {
    const { folder, ended, goOn } = await pausedRun();
    renameSync(folder, `${folder}-elsewhere`);
    goOn();
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: cannot write .*: there is no such file or folder; .*\n$/);
    expect(await train("--resume", `${folder}-elsewhere`)).toMatchObject({ code: 0, stderr: "" });
    expectSameFiles(`${folder}-elsewhere`, whole);
  });

  test("a folder belongs to one process while it lives, and no longer", async () => {
    const { folder, child, ended } = await pausedRun();
    for (const other of [
      ["--resume", folder],
      [...options, "--out", folder],
    ]) {
      const { code, stdout, stderr } = await train(...other);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(
        /^error: (The folder .* is in use by the process \d+|The output folder .* is not empty)/,
      );
    }
    child.kill("SIGKILL");
    await ended;
    expect(await train("--resume", folder)).toMatchObject({ code: 0, stderr: "" });
    expectSameFiles(folder, whole);
  });

  test("a disk that is really full, then read-only, then large enough", ({ skip }) => {
    // A disk that only the commands in this list can see, and which goes with them.
    const onDisk = (size: string, commands: string) =>
      spawnSync(
        "unshare",
        [
          ...["--mount", "--map-root-user", "sh", "-c"],
          `mount -t tmpfs -o size=${size} none "$0" && cd "$0" && ${commands}`,
          ...[temporaryFolder(), process.execPath, program, ...EVERY, ...options],
        ],
        { encoding: "utf8" },
      );
    const trial = onDisk("20k", "true");
    if (trial.status !== 0) skip(`this system cannot mount a small disk: ${trial.stderr}`);

    const undisturbed = spawnSync("sh", ["-c", SUMS], { cwd: whole, encoding: "utf8" });
    for (const [size, kept] of [
      ["60k", "no checkpoint was written yet"],
      ["150k", "checkpoint.safetensors holds the run after step 6"],
    ]) {
      const { stdout, stderr } = onDisk(
        size,
        `node=$1; program=$2; shift 2
        "$node" "$program" "$@" --out run 2>&1 >log; echo "exit $?"; rm log; ls run | grep part
        mount -o remount,ro none .; "$node" "$program" --resume run 2>&1; echo "exit $?"
        mount -o remount,rw,size=10m none .; "$node" "$program" --resume run >log 2>&1; echo "exit $?"
        cd run; ${SUMS}`,
      );
      expect(stderr).toBe("");
      expect(stdout).toMatch(
        /^error: cannot write "run\/[^"]*": the disk is full; free some space\. In run, (.*)\.\nexit 1\n/,
      );
      expect(stdout).toContain(` In run, ${kept}.\n`);
      expect(stdout.split("\n").slice(2).join("\n")).toBe(
        `error: cannot write to the folder "run": the file system is read-only; choose another path.\nexit 1\nexit 0\n${undisturbed.stdout}`,
      );
    }
  });
});
