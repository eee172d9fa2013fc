import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import type { PolicyKind } from '../../../domain/policy/document.ts';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import { explainAt, type Explanation } from '../language/describe.ts';

function bubble({ title, note, words }: Explanation): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-explain';
  const head = document.createElement('b');
  head.textContent = title;
  const what = document.createElement('small');
  what.textContent = note;
  const said = document.createElement('p');
  said.textContent = words;
  dom.append(head, what, said);
  return dom;
}

/** What the word under the pointer is: an action, a principal, an operator, a condition key, an element. */
export const hover = (world: () => PolicyWorld, kind: PolicyKind): Extension =>
  hoverTooltip((view, at) => {
    const said = explainAt(view.state.doc.toString(), at, world(), kind);
    return said === null
      ? null
      : { pos: said.from, end: said.to, above: true, create: () => ({ dom: bubble(said) }) };
  });
