/** Write the backward pass: the project's own gradient check judges it, and then it trains the lab. */
import { EXERCISES, type Exercise, type Verdict } from "../../exercises/exercises.ts";
import type { App, Scene } from "../app.ts";
import type { Client, FrameOf } from "../client.ts";
import { h, prose, segmented } from "../dom.ts";
import { colour, drawCurves } from "../drawing.ts";
import { Figure } from "../figure.ts";
import { inTime, openSandbox } from "../sandbox.ts";
import { sourceLink } from "../source-lines.ts";

/** While a learner's code trains, it is asked so often whether it is still there, in milliseconds. */
const PULSE = 2000;

/** A learner's texts, kept for the next visit where the browser allows it. */
const notebook = {
  read(id: string): string | null {
    try {
      return localStorage.getItem(`exercise ${id}`);
    } catch {
      return null;
    }
  },
  /** Whether it was kept. */
  write(id: string, text: string): boolean {
    try {
      localStorage.setItem(`exercise ${id}`, text);
      return true;
    } catch {
      return false;
    }
  },
};

export const backward: Scene = {
  name: "backward",
  short: "Write a gradient",
  title: "Write the backward pass",
  lead: "An autoencoder learns by gradients, and a gradient is a few lines of code. Write them. The project’s own *gradient check* nudges every number and compares; when it is content, your code trains the lab in the place of ours.",
  trains: false,

  async build(app: App, root: HTMLElement) {
    const { createEditor, withoutTypes } = await import("../editor.ts");
    const home = app.client;
    let sandbox: Client | null = null;
    let exercise: Exercise = EXERCISES[0];
    let code: string | null = null;
    /** Another one for each text that was put before the learner: a verdict that comes later is not shown. */
    let question = {};
    let curves: { step: number; ours: number; theirs: number }[] = [];
    let told = false;

    const editor = createEditor(
      textOf(exercise),
      "Your code; Escape and then Tab leaves the editor",
      () => void check(),
      () => {
        if (!notebook.write(exercise.id, editor.text) && !told) {
          told = true;
          app.say(
            "This browser keeps nothing for the page, so your code is lost when you close it; copy it if you want it.",
          );
        }
      },
    );
    function textOf({ id, start }: Exercise): string {
      return notebook.read(id) ?? start;
    }

    const task = h("div");
    const checkButton = h(
      "button",
      { type: "button", class: "primary", click: () => void check() },
      "Check it",
    );
    const trainButton = h(
      "button",
      { type: "button", disabled: true, click: () => void train() },
      "Train with it",
    );
    const verdict = h("div", { class: "verdict", role: "status" });
    const tables = h("div");

    const chart = new Figure({
      title: "Your code beside ours",
      what: "The thick pale line is ours, the thin one yours: two models from one seed, the second with your code in it.",
      ratio: 0.45,
      draw(pen, width, height) {
        const line = (of: (it: (typeof curves)[number]) => number) =>
          curves.map((it): [number, number] => [it.step, of(it)]);
        drawCurves(pen, width, height, [
          { name: "ours", colour: colour("ink"), points: line(({ ours }) => ours), dashed: true },
          { name: "yours", colour: colour("accent"), points: line(({ theirs }) => theirs) },
        ]);
      },
    });
    const training = h("section", { hidden: true }, h("h2", {}, "It trains"), chart.element);

    function show(): void {
      const { title, formula, source } = exercise;
      task.replaceChildren(
        h("h2", { style: "margin-top:0" }, title),
        prose(exercise.task),
        h("pre", { class: "formula", tabindex: 0, "aria-label": "Formula" }, formula),
      );
      verdict.className = "verdict";
      verdict.replaceChildren(
        prose("Write the body, then press *Check it* (or Ctrl+Enter)."),
        h(
          "p",
          { class: "small soft" },
          "How the project does it: ",
          h("a", { href: sourceLink(source) }, `src/${source[0]}`),
          ".",
        ),
      );
      tables.replaceChildren();
      trainButton.disabled = true;
      code = null;
      question = {};
    }

    /** The sandbox on its way; what is ended before it is there is closed when it comes. */
    let opening: Promise<Client> | null = null;
    /** The sandbox, opened when it is first needed or when the last one was ended. */
    function opened(): Promise<Client> {
      if (opening !== null) return opening;
      const own = openSandbox().then(
        (client) => {
          if (opening === own) sandbox = client;
          else client.close();
          return client;
        },
        (error) => {
          if (opening === own) opening = null; // the next check tries again
          throw error;
        },
      );
      opening = own;
      return own;
    }
    function end(): void {
      clearInterval(pulse);
      if (app.client === sandbox) app.replaceClient(home);
      app.playing = false;
      sandbox?.close();
      sandbox = null;
      opening = null;
      app.onChange();
    }

    async function check(): Promise<void> {
      if (checkButton.disabled) return; // the keyboard asks while a check goes on
      const asked = question;
      let client: Client | null = null;
      checkButton.disabled = true;
      verdict.className = "verdict";
      verdict.replaceChildren(prose("Every number is being nudged…"));
      tables.replaceChildren();
      trainButton.disabled = true;
      try {
        const text = withoutTypes(editor.text);
        const { id } = exercise;
        client = await opened();
        if (question !== asked) return;
        const found = await inTime(client.ask("judge", { exercise: id, code: text }));
        if (question !== asked) return;
        code = found.passed ? text : null;
        showVerdict(found);
      } catch (error) {
        const message = error instanceof Error ? error.message : `${error}`;
        if (/ended/.test(message) && client === sandbox) end();
        if (question !== asked) return;
        verdict.className = "verdict bad";
        verdict.replaceChildren(h("h2", { class: "label" }, "Not yet"), h("p", {}, message));
      } finally {
        checkButton.disabled = false;
      }
    }

    function showVerdict({
      passed,
      problems,
      compared,
      largestError,
      tables: found,
    }: Verdict): void {
      verdict.className = `verdict ${passed ? "good" : "bad"}`;
      trainButton.disabled = !passed;
      verdict.replaceChildren(
        h("h2", { class: "label" }, passed ? "Right" : "Not yet"),
        ...(passed
          ? [
              h(
                "p",
                {},
                `${compared} numbers were compared; the largest error is ${largestError.toExponential(1)}. Now train with it.`,
              ),
            ]
          : problems.map((problem) => h("p", {}, problem))),
        ...(problems.some((problem) => /analytic .*numerical /.test(problem))
          ? [
              prose(
                "*Analytic* is what your code gave, *numerical* what nudging says. The number of X, W or b that was nudged stands in brackets: its row and its column, from 0.",
                { class: "soft small" },
              ),
            ]
          : []),
      );
      tables.replaceChildren(
        ...(passed ? [] : found.filter(({ wrong }) => wrong.length > 0).map(tableOf)),
      );
    }

    let pulse: ReturnType<typeof setInterval> | undefined;
    async function train(): Promise<void> {
      if (code === null) return;
      training.hidden = false;
      app.showTransport(true);
      const client = await opened();
      if (app.client !== client) app.replaceClient(client);
      try {
        await begin();
        await app.play(true);
        training.scrollIntoView({ block: "nearest" });
        clearInterval(pulse);
        pulse = setInterval(() => {
          inTime(client.ask("layers", null)).catch((error: Error) => {
            if (sandbox !== client) return;
            end();
            app.say(error.message);
          });
        }, PULSE);
      } catch (error) {
        if (sandbox !== client) return; // another exercise was chosen meanwhile
        end();
        app.say(error instanceof Error ? error.message : `${error}`);
      }
    }

    async function begin(): Promise<void> {
      curves = [];
      if (code === null || app.client !== sandbox) return;
      // What takes time without the learner's code: steps of another scene, and the images' way.
      app.change({ step: 0 });
      await app.sendData();
      await inTime(
        app.begin({ models: "twins", wants: [], solution: { exercise: exercise.id, code } }),
      );
    }

    root.append(
      segmented(
        "Exercises",
        EXERCISES.map(({ id, title }) => [id, title] as const),
        exercise.id,
        (id) => {
          exercise = EXERCISES.find((it) => it.id === id) ?? exercise;
          editor.text = textOf(exercise);
          training.hidden = true;
          app.showTransport(false);
          end();
          show();
        },
      ),
      h(
        "div",
        { class: "cols two" },
        h(
          "div",
          {},
          task,
          editor.element,
          h(
            "div",
            { class: "bar", style: "margin-top:.8rem" },
            checkButton,
            trainButton,
            h(
              "button",
              {
                type: "button",
                click: () => {
                  editor.text = exercise.start;
                  notebook.write(exercise.id, exercise.start);
                  show();
                },
              },
              "Empty it",
            ),
            h(
              "button",
              {
                type: "button",
                click: () => {
                  editor.text = exercise.solution;
                  show();
                },
              },
              "Show a solution",
            ),
          ),
        ),
        h("div", {}, verdict, tables),
      ),
      training,
      prose(
        "Your code runs in a worker of a sandboxed frame, which has neither the page’s origin nor a network; after five seconds without an answer it is ended. A link never carries code.",
        { class: "small soft" },
      ),
    );
    show();

    return {
      begin,
      draw(frame: FrameOf) {
        const [ours, theirs] = frame.figures;
        if (ours === undefined || theirs === undefined) return;
        if (Number.isFinite(ours.reconstruction)) {
          if (curves.at(-1)?.step !== frame.step) {
            curves.push({
              step: frame.step,
              ours: ours.reconstruction,
              theirs: theirs.reconstruction,
            });
          }
          chart.describe(
            `The thick pale line is ours, the thin one yours. After step ${frame.step} our loss is ${ours.reconstruction.toFixed(5)} and yours ${theirs.reconstruction.toFixed(5)}.`,
          );
        }
        chart.redraw();
      },
      close: end,
    };
  },
};

/** A gradient beside what the differences say, with the worst element marked. */
function tableOf({
  name,
  shape,
  analytic,
  numerical,
  wrong,
  worst,
}: Verdict["tables"][number]): HTMLElement {
  const columns = shape.length > 1 ? shape[1] : shape[0];
  const rows = analytic.length / columns;
  const cell = (i: number) =>
    h(
      "td",
      { class: `number${i === worst ? " worst" : wrong.includes(i) ? " wrong" : ""}` },
      analytic[i].toPrecision(3),
      h("small", {}, numerical[i].toPrecision(3)),
    );
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "group", "aria-label": `${name}, number by number` },
    h(
      "table",
      { class: "gradient" },
      h("caption", {}, `${name} [${shape.join(", ")}]: yours, and below it what it should be`),
      h(
        "tbody",
        {},
        ...Array.from({ length: rows }, (_, r) =>
          h("tr", {}, ...Array.from({ length: columns }, (_, c) => cell(r * columns + c))),
        ),
      ),
    ),
  );
}
