import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  startCompletion,
  type Completion as Listed,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { Prec, type Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import type { PolicyKind } from '../../../domain/policy/document.ts';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import { completionsAt, take, type Completion, type Completions } from '../language/complete.ts';

/** Options that are listed; typing narrows what there is. */
const MOST_SHOWN = 60;

function listed(found: Completions, option: Completion, index: number): Listed {
  return {
    label: option.label,
    detail: option.note,
    ...(option.words !== '' && { info: option.words }),
    // Our order, not the alphabet's.
    boost: -index,
    apply: (view) => {
      const { from, to, insert, cursor } = take(found, option);
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: cursor },
        userEvent: 'input.complete',
        scrollIntoView: true,
      });
      // A new value waits for its first word.
      if (option.start !== undefined) startCompletion(view);
    },
  };
}

/** What could stand at the cursor. Not asked for, only inside a string, and not for what stands there already. */
function source(context: CompletionContext, world: PolicyWorld, kind: PolicyKind): CompletionResult | null {
  const found = completionsAt(context.state.doc.toString(), context.pos, world, kind);
  if (found === null || (!context.explicit && !found.quoted)) return null;
  const options = found.options.slice(0, MOST_SHOWN);
  if (!context.explicit && options.length === 1 && options[0]?.text === found.typed) return null;
  return {
    from: found.from,
    filter: false,
    // As one goes on typing, at once: a list that waits takes no key, and Tab would indent.
    update: (_result, _from, _to, later) => source(later, world, kind),
    options: options.map((option, i) => listed(found, option, i)),
  };
}

/** A list under the cursor: what could stand there. Ctrl and Space opens it, typing narrows it; Enter and Tab take, Escape closes. */
export const completion = (world: () => PolicyWorld, kind: PolicyKind): Extension => [
  autocompletion({
    override: [(context) => source(context, world(), kind)],
    icons: false,
    maxRenderedOptions: MOST_SHOWN,
    // Who types Tab means the list, however quick: else it would indent.
    interactionDelay: 0,
    activateOnTypingDelay: 20,
  }),
  closeBrackets(),
  Prec.highest(keymap.of([{ key: 'Tab', run: acceptCompletion }, ...closeBracketsKeymap])),
];
