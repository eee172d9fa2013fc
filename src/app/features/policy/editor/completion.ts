import { Prec, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, showTooltip, type Tooltip } from '@codemirror/view';
import type { PolicyWorld } from '../../../../domain/policy/world.ts';
import { completionsAt, take, type Completion, type Completions } from '../language/complete.ts';

interface Open {
  readonly completions: Completions;
  readonly active: number;
  readonly tooltip: Tooltip;
}

/** Options that are listed; typing narrows what there is. */
const MOST_SHOWN = 60;
/** Rows that a page key skips. */
const PAGE = 8;
const LIST_ID = 'policy-completions';
const optionId = (index: number): string => `${LIST_ID}-${index}`;

const openEffect = StateEffect.define<Completions | null>();
const moveEffect = StateEffect.define<number>();

/** A list under the cursor: what could stand there. Typed text narrows it; Enter and Tab take, Escape closes. */
export function completion(world: () => PolicyWorld): Extension {
  const at = (state: EditorState): Completions | null => {
    const { main } = state.selection;
    if (!main.empty) return null;
    const found = completionsAt(state.doc.toString(), main.head, world());
    return found === null ? null : { ...found, options: found.options.slice(0, MOST_SHOWN) };
  };
  /** Not asked for: only inside a string, and not for what stands there already. */
  const implicit = (state: EditorState): Completions | null => {
    const found = at(state);
    if (found === null || !found.quoted) return null;
    return found.options.length === 1 && found.options[0]?.text === found.typed ? null : found;
  };
  const opened = (completions: Completions | null, before: Open | null): Open | null =>
    completions === null
      ? null
      : {
          completions,
          active: 0,
          tooltip:
            before !== null && before.completions.from === completions.from
              ? before.tooltip
              : { pos: completions.from, create: (view) => popup(view) },
        };

  const field = StateField.define<Open | null>({
    create: () => null,
    update: (value, tr) => {
      for (const effect of tr.effects) {
        if (effect.is(openEffect)) return opened(effect.value, value);
        if (effect.is(moveEffect) && value !== null) return { ...value, active: effect.value };
      }
      if (tr.docChanged) {
        const typed = tr.isUserEvent('input.type');
        return typed || (value !== null && tr.isUserEvent('delete'))
          ? opened(implicit(tr.state), value)
          : null;
      }
      return tr.selection === undefined ? value : null;
    },
    provide: (own) => showTooltip.from(own, (value) => value?.tooltip ?? null),
  });

  const accept = (view: EditorView, option: Completion | undefined): boolean => {
    const open = view.state.field(field);
    if (open === null || option === undefined) return false;
    const { from, to, insert, cursor } = take(open.completions, option);
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor: cursor },
      userEvent: 'input.complete',
      scrollIntoView: true,
    });
    // A new value waits for its first word.
    if (option.start !== undefined) view.dispatch({ effects: openEffect.of(implicit(view.state)) });
    return true;
  };

  const popup = (view: EditorView) => {
    const dom = document.createElement('div');
    dom.className = 'cm-completions';
    const list = document.createElement('ul');
    list.id = LIST_ID;
    list.role = 'listbox';
    list.ariaLabel = 'What could stand here';
    const words = document.createElement('p');
    dom.append(list, words);
    let shown: Completions | null = null;
    const render = (state: EditorState): void => {
      const open = state.field(field);
      if (open === null) return;
      if (open.completions !== shown) {
        shown = open.completions;
        list.replaceChildren(...shown.options.map((option, i) => row(option, i)));
      }
      [...list.children].forEach((child, i) => {
        child.ariaSelected = String(i === open.active);
        if (i === open.active) child.scrollIntoView({ block: 'nearest' });
      });
      words.textContent = open.completions.options[open.active]?.words ?? '';
      words.hidden = words.textContent === '';
    };
    const row = (option: Completion, i: number): HTMLElement => {
      const item = document.createElement('li');
      item.id = optionId(i);
      item.role = 'option';
      const label = document.createElement('span');
      label.textContent = option.label;
      const note = document.createElement('small');
      note.textContent = option.note;
      item.append(label, note);
      item.addEventListener('mousedown', (event) => {
        event.preventDefault();
        accept(view, option);
      });
      return item;
    };
    render(view.state);
    return { dom, update: ({ state }: { readonly state: EditorState }) => render(state) };
  };

  const move =
    (by: (active: number, count: number) => number) =>
    (view: EditorView): boolean => {
      const open = view.state.field(field);
      if (open === null) return false;
      view.dispatch({ effects: moveEffect.of(by(open.active, open.completions.options.length)) });
      return true;
    };
  const takeActive = (view: EditorView): boolean => {
    const open = view.state.field(field);
    return open !== null && accept(view, open.completions.options[open.active]);
  };

  return [
    field,
    Prec.highest(
      keymap.of([
        {
          key: 'Ctrl-Space',
          run: (view) => {
            view.dispatch({ effects: openEffect.of(at(view.state)) });
            return true;
          },
        },
        { key: 'ArrowDown', run: move((active, count) => (active + 1) % count) },
        { key: 'ArrowUp', run: move((active, count) => (active + count - 1) % count) },
        { key: 'PageDown', run: move((active, count) => Math.min(active + PAGE, count - 1)) },
        { key: 'PageUp', run: move((active) => Math.max(active - PAGE, 0)) },
        { key: 'Enter', run: takeActive },
        { key: 'Tab', run: takeActive },
        {
          key: 'Escape',
          run: (view) => {
            if (view.state.field(field) === null) return false;
            view.dispatch({ effects: openEffect.of(null) });
            return true;
          },
        },
      ]),
    ),
    EditorView.contentAttributes.of((view): Record<string, string> => {
      const open = view.state.field(field, false) ?? null;
      return open === null
        ? { 'aria-autocomplete': 'list' }
        : {
            'aria-autocomplete': 'list',
            'aria-controls': LIST_ID,
            'aria-activedescendant': optionId(open.active),
          };
    }),
    EditorView.domEventHandlers({
      blur: (_, view) => {
        if (view.state.field(field) !== null) view.dispatch({ effects: openEffect.of(null) });
      },
    }),
  ];
}
