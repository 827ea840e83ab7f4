/** The editor, loaded when it is asked for: CodeMirror, and sucrase to take the types away. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { transform } from "sucrase";

/** Colours of the style sheet, so that light and dark are right. */
const style = HighlightStyle.define([
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword], color: "var(--accent)" },
  { tag: [tags.number, tags.string, tags.bool], color: "var(--good)" },
  { tag: tags.function(tags.definition(tags.variableName)), fontWeight: "600" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)" },
  ".cm-gutters": { background: "transparent", color: "var(--soft)", border: "none" },
  ".cm-content": { caretColor: "var(--ink)", minHeight: "14rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
});

export interface Editor {
  readonly element: HTMLElement;
  text: string;
  focus(): void;
}

/** @param run is called with Ctrl+Enter */
export function createEditor(
  text: string,
  label: string,
  run: () => void,
  changed: () => void,
): Editor {
  const stateOf = (doc: string) =>
    EditorState.create({
      doc,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        indentOnInput(),
        javascript({ typescript: true }),
        syntaxHighlighting(style),
        theme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed();
        }),
        keymap.of([
          {
            key: "Mod-Enter",
            run() {
              run();
              return true;
            },
          },
          ...defaultKeymap,
          ...historyKeymap,
          indentWithTab,
        ]),
      ],
    });
  const view = new EditorView({ state: stateOf(text) });
  return {
    element: view.dom,
    get text() {
      return view.state.doc.toString();
    },
    set text(doc: string) {
      view.setState(stateOf(doc));
    },
    focus: () => view.focus(),
  };
}

/**
 * JavaScript from TypeScript: the types are taken away, nothing is checked.
 *
 * @throws Error whose message is one sentence, if it cannot be read.
 */
export function withoutTypes(code: string): string {
  try {
    return transform(code, { transforms: ["typescript"], disableESTransforms: true }).code;
  } catch (error) {
    const { loc, message } = error as { loc?: { line: number; column: number }; message: string };
    const where = loc ? `line ${loc.line}, column ${loc.column}` : "somewhere";
    throw new Error(
      `The code cannot be read, at ${where}: ${message.replace(/\s*\(\d+:\d+\)$/, "")}.`,
    );
  }
}
