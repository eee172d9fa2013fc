/**
 * From a policy's tree to its document. Refused, by name and at its place, is what AWS KMS refuses on save (kms-api.md §8.6) and what
 * nobody could evaluate; all else loads, so that policies written for AWS KMS load as they are: what can never match then matches nothing,
 * and the linter says so. Of a refused tree what could be read is given all the same, for an editor.
 */
import { mendJson } from '../json/mend-json.ts';
import type { JsonMember, JsonNode } from '../json/parse-json.ts';
import { FOLDED_ACTION_NAMES } from './actions.ts';
import type {
  Located,
  Place,
  PolicyDocument,
  PolicyKind,
  PolicyPrincipal,
  PolicyStatement,
} from './document.ts';
import { parseConditions, refuseVariable, type ParseScope } from './parse-condition.ts';
import { parsePrincipals } from './parse-principal.ts';
import { elements, quoted, stringElement, strings, type Members, type Problems } from './problems.ts';
import { wildcard } from './wildcard.ts';

const VERSIONS: readonly PolicyDocument['version'][] = ['2008-10-17', '2012-10-17'];
const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** The text's values, mended where it is not JSON, and told; null when it has none. */
export function mendedTree(text: string, problems: Problems): JsonNode | null {
  const { root, problems: found } = mendJson(text);
  for (const { kind, message, from, to, mend } of found)
    problems.add(kind === 'duplicate' ? 'json-duplicate' : 'json', message, { from, to }, mend);
  return root;
}

/** What can be read of a policy's tree. Who the principals are is not looked up here. */
export function parseDocument(root: JsonNode, scope: Omit<ParseScope, 'version'>): PolicyDocument | null {
  const { problems } = scope;
  if (root.kind !== 'object') {
    problems.add(
      'element-type',
      'A policy must be an object: {"Version": "2012-10-17", "Statement": […]}.',
      root,
    );
    return null;
  }
  const members = elements(root.members, ['Version', 'Id', 'Statement'], 'A policy', problems);
  const version = parseVersion(members, problems);
  const id = stringElement(members, 'Id', problems)?.text ?? null;
  const list = members.get('Statement')?.value;
  if (list === undefined) {
    problems.add('element-missing', 'The policy has no Statement.', opening(root));
    return null;
  }
  const nodes = list.kind === 'array' ? list.items : [list];
  if (nodes.length === 0) problems.add('element-empty', 'Statement must have at least one statement.', list);
  const statements = nodes.flatMap((node, index) => parseStatement(node, index, { ...scope, version }) ?? []);
  return { version, id, statements };
}

function parseVersion(members: Members, problems: Problems): PolicyDocument['version'] {
  const given = stringElement(members, 'Version', problems);
  if (given === null) return '2008-10-17';
  const version = VERSIONS.find((known) => known === given.text);
  if (version === undefined)
    problems.add(
      'version',
      `Version must be "2012-10-17" or "2008-10-17", not ${quoted(given.text)}.`,
      given,
    );
  return version ?? '2012-10-17';
}

/** Where to show that something is missing: the object's brace. */
const opening = ({ from }: Place): Place => ({ from, to: from + 1 });

function parseStatement(node: JsonNode, index: number, scope: ParseScope): PolicyStatement | null {
  const { kind, problems } = scope;
  if (node.kind !== 'object') {
    problems.add('element-type', 'A statement must be an object.', node);
    return null;
  }
  const members = elements(node.members, STATEMENT_ELEMENTS, 'A statement', problems);
  const missing = (name: string): void =>
    problems.add('element-missing', `The statement has no ${name}.`, opening(node));
  /** The element or its inverse; a problem when both or neither is there. */
  const either = (name: string): JsonMember | undefined => {
    const [member, inverse] = [members.get(name), members.get(`Not${name}`)];
    if (member !== undefined && inverse !== undefined)
      problems.add(
        'element-conflict',
        `A statement has either ${name} or Not${name}, not both.`,
        inverse.place,
      );
    if (member === undefined && inverse === undefined && (name !== 'Principal' || kind === 'key'))
      missing(name);
    return member ?? inverse;
  };
  const isInverse = (name: string): boolean => !members.has(name) && members.has(`Not${name}`);

  const effect = members.get('Effect');
  if (effect === undefined) missing('Effect');
  const meant = parseEffect(effect, problems);
  const principals = parseWho(kind, either('Principal'), problems);
  const actions = parseActions(either('Action'), problems);
  const resources = parseResources(either('Resource'), scope);
  const condition = members.get('Condition');
  const conditions = condition === undefined ? [] : parseConditions(condition, scope);
  const sid = stringElement(members, 'Sid', problems)?.text ?? null;
  return {
    index,
    sid,
    effect: meant,
    not: { principal: isInverse('Principal'), action: isInverse('Action'), resource: isInverse('Resource') },
    principals,
    actions,
    resources,
    conditions,
    from: node.from,
    to: node.to,
  };
}

const EFFECTS = ['Allow', 'Deny'] as const;

/** Of what is refused the word that was probably meant, so that the rest of the statement can be looked at. */
function parseEffect(member: JsonMember | undefined, problems: Problems): 'Allow' | 'Deny' {
  if (member === undefined) return 'Allow';
  const { value } = member;
  const word = value.kind === 'string' ? value.value : '';
  const exact = EFFECTS.find((effect) => effect === word);
  if (exact !== undefined) return exact;
  problems.add('effect', 'Effect must be "Allow" or "Deny", in this spelling.', value);
  return word.trim().toLowerCase() === 'deny' ? 'Deny' : 'Allow';
}

function parseWho(
  kind: PolicyKind,
  member: JsonMember | undefined,
  problems: Problems,
): readonly PolicyPrincipal[] | null {
  if (kind === 'key') return member === undefined ? [] : parsePrincipals(member, problems);
  if (member !== undefined) {
    problems.add(
      'element-unexpected',
      `An identity policy has no ${member.name}: it speaks of whoever it is attached to.`,
      member.place,
    );
  }
  return null;
}

function parseActions(member: JsonMember | undefined, problems: Problems): readonly Located[] {
  if (member === undefined) return [];
  const actions = strings(member.value, member.name, problems);
  for (const action of actions) refuseAction(action, problems);
  return actions;
}

/** What has the form of an action loads, of whatever service: if nothing here has the name, it matches nothing, and the linter tells. */
function refuseAction(action: Located, problems: Problems): void {
  const folded = action.text.toLowerCase();
  if (/^[a-z0-9*?-]+:./s.test(folded)) return;
  const matches = wildcard(folded);
  if (FOLDED_ACTION_NAMES.some(matches)) return;
  problems.add(
    'action-format',
    `${quoted(action.text)} is not an action. Write "kms:Decrypt", "kms:*" or "*".`,
    action,
  );
}

function parseResources(member: JsonMember | undefined, scope: ParseScope): readonly Located[] {
  if (member === undefined) return [];
  const resources = strings(member.value, member.name, scope.problems);
  for (const resource of resources) refuseVariable(scope, resource);
  return resources;
}
