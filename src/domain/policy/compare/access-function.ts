/** When a caller is allowed an action, as nodes of a diagram, by the layer it comes through (kms-api.md §8.1). */
import { ALWAYS, NEVER, type Diagram, type Node } from './diagram.ts';
import type { Element } from './elements.ts';
import type { Variables } from './variables.ts';

/** Each with what any Deny takes taken. They overlap. */
export interface Access {
  readonly direct: Node;
  readonly delegated: Node;
  readonly grant: Node;
}

export const NO_ACCESS: Access = { direct: NEVER, delegated: NEVER, grant: NEVER };

/** Where all tests of the element hold. */
export const region = ({ tests }: Element, variables: Variables, diagram: Diagram): Node =>
  diagram.all(tests.map((test) => variables.node(test)));

export interface Answering {
  /** The policies are identity policies: what they allow is allowed, as far as they go. */
  readonly isIdentity: boolean;
  readonly isRoot: boolean;
  /** Some identity policy, not known yet, may allow everything. */
  readonly isOpen: boolean;
  /** Some grant, not known, may allow everything. */
  readonly isGranted: boolean;
  /** RetireGrant: what the key's policy allows means nothing (`decideRetire`). */
  readonly isRetire: boolean;
  readonly isOwnAccount: boolean;
}

export function accessOf(
  elements: readonly Element[],
  { isIdentity, isRoot, isOpen, isGranted, isRetire, isOwnAccount }: Answering,
  variables: Variables,
  diagram: Diagram,
): Access {
  const where = (effect: Element['effect'], reach: Element['reach'] | null): Node =>
    diagram.any(
      elements
        .filter((element) => element.effect === effect && (reach === null || element.reach === reach))
        .map((element) => region(element, variables, diagram)),
    );
  const denied = where('Deny', null);
  if (isIdentity) return { ...NO_ACCESS, direct: diagram.minus(where('Allow', 'attached'), denied) };
  const named = where('Allow', 'named');
  const account = where('Allow', 'account');
  const attached = isRoot ? NEVER : where('Allow', 'attached');
  const grant = diagram.minus(isGranted ? ALWAYS : where('Allow', 'grant'), denied);
  if (isRetire)
    return {
      direct: diagram.minus(isRoot && isOwnAccount ? ALWAYS : NEVER, denied),
      delegated: diagram.minus(isOpen && isOwnAccount ? ALWAYS : attached, denied),
      grant,
    };
  const direct = isRoot ? diagram.or(named, account) : named;
  return {
    direct: diagram.minus(direct, denied),
    delegated: isRoot ? NEVER : diagram.minus(isOpen ? account : diagram.and(account, attached), denied),
    grant,
  };
}

export const anyLayer = ({ direct, delegated, grant }: Access, diagram: Diagram): Node =>
  diagram.or(direct, diagram.or(delegated, grant));

/** What `more` allows and `less` does not, by every layer that allows it. */
export function surplus(more: Access, less: Access, diagram: Diagram): Access {
  const before = anyLayer(less, diagram);
  return {
    direct: diagram.minus(more.direct, before),
    delegated: diagram.minus(more.delegated, before),
    grant: diagram.minus(more.grant, before),
  };
}
