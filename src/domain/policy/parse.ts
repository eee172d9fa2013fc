/**
 * From a policy's text to its document. The rule: what the evaluator cannot evaluate is refused by its name and at its place, never
 * ignored (a Deny that is skipped is a hole). Beyond that, only what AWS KMS itself refuses (kms-api.md §8.6): advice is the linter's.
 */
import { JsonError, parseJson, type JsonMember, type JsonNode } from '../json/parse-json.ts';
import { FOLDED_ACTION_NAMES } from './actions.ts';
import type {
  Located,
  Place,
  PolicyDocument,
  PolicyKind,
  PolicyPrincipal,
  PolicyProblem,
  PolicyStatement,
} from './document.ts';
import { parseConditions, refuseVariable, type ParseScope } from './parse-condition.ts';
import { parsePrincipals } from './parse-principal.ts';
import { elements, Problems, quoted, stringElement, strings, type Members } from './problems.ts';
import { wildcard } from './wildcard.ts';

export type ParsedPolicy =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

const VERSIONS: readonly PolicyDocument['version'][] = ['2008-10-17', '2012-10-17'];
/** The inverse of another element; refused, as wildcards of what one did not think of. */
const INVERSES: readonly string[] = ['NotPrincipal', 'NotAction', 'NotResource'];
const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition'];

/**
 * Reads a policy (JSON text; attacker-controlled: cap it at MAX_POLICY_BYTES first). Never throws: every problem that can be found is
 * listed in the order of the text, with UTF-16 offsets. Who the principals are is not looked up here.
 */
export function parsePolicy(text: string, kind: PolicyKind): ParsedPolicy {
  const problems = new Problems();
  let root: JsonNode;
  try {
    root = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const from = Math.min(error.at, Math.max(0, text.length - 1)); // at the end: an editor needs a character to mark
    problems.add('json', `The policy is not valid JSON. ${error.message}`, {
      from,
      to: Math.min(from + 1, text.length),
    });
    return { ok: false, problems: problems.found };
  }
  const document = parseDocument(root, { text, kind, problems });
  return document === null || problems.found.length > 0
    ? { ok: false, problems: problems.found }
    : { ok: true, document };
}

function parseDocument(root: JsonNode, scope: Omit<ParseScope, 'version'>): PolicyDocument | null {
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
  for (const { name, place } of node.members) {
    if (INVERSES.includes(name)) {
      problems.add(
        'element-unsupported',
        `${name} is not supported: write ${name.slice('Not'.length)} and name what is meant.`,
        place,
      );
    }
  }
  const own = node.members.filter(({ name }) => !INVERSES.includes(name));
  const members = elements(own, STATEMENT_ELEMENTS, 'A statement', problems);
  /** The element, or a problem when neither it nor its (already refused) inverse is there. */
  const required = (name: string): JsonMember | undefined => {
    const member = members.get(name);
    if (member === undefined && !node.members.some((given) => given.name === `Not${name}`)) {
      problems.add('element-missing', `The statement has no ${name}.`, opening(node));
    }
    return member;
  };
  const effect = parseEffect(required('Effect'), problems);
  const principals = parseWho(
    kind,
    kind === 'key' ? required('Principal') : members.get('Principal'),
    problems,
  );
  const actions = parseActions(required('Action'), problems);
  const resources = parseResources(required('Resource'), scope);
  const condition = members.get('Condition');
  const conditions = condition === undefined ? [] : parseConditions(condition, scope);
  const sid = stringElement(members, 'Sid', problems)?.text ?? null;
  if (effect === null) return null;
  return {
    index,
    sid,
    effect,
    not: { principal: false, action: false, resource: false },
    principals,
    actions,
    resources,
    conditions,
    from: node.from,
    to: node.to,
  };
}

function parseEffect(member: JsonMember | undefined, problems: Problems): 'Allow' | 'Deny' | null {
  if (member === undefined) return null;
  const { value } = member;
  if (value.kind === 'string' && (value.value === 'Allow' || value.value === 'Deny')) return value.value;
  problems.add('effect', 'Effect must be "Allow" or "Deny", in this spelling.', value);
  return null;
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
      'An identity policy has no Principal: it speaks of whoever it is attached to.',
      member.place,
    );
  }
  return null;
}

function parseActions(member: JsonMember | undefined, problems: Problems): readonly Located[] {
  if (member === undefined) return [];
  const actions = strings(member.value, 'Action', problems);
  for (const action of actions) refuseAction(action, problems);
  return actions;
}

/**
 * A name of ours may be one that no operation has (AWS keeps such policies; the linter tells). Another service's can't be meant here.
 */
function refuseAction(action: Located, problems: Problems): void {
  const folded = action.text.toLowerCase();
  if (/^(?:kms|keydesk):./s.test(folded)) return;
  const matches = wildcard(folded);
  if (FOLDED_ACTION_NAMES.some(matches)) return;
  if (/^[a-z0-9-]+:./s.test(folded)) {
    problems.add(
      'action-foreign',
      `${quoted(action.text)} is an action of another service. Actions here start with "kms:" or "keydesk:".`,
      action,
    );
  } else {
    problems.add(
      'action-format',
      `${quoted(action.text)} is not an action. Write "kms:Decrypt", "kms:*" or "*".`,
      action,
    );
  }
}

function parseResources(member: JsonMember | undefined, scope: ParseScope): readonly Located[] {
  if (member === undefined) return [];
  const resources = strings(member.value, 'Resource', scope.problems);
  for (const resource of resources) {
    if (!/^(?:\*+$|arn:)/.test(resource.text)) {
      scope.problems.add(
        'resource-format',
        `${quoted(resource.text)} is not a resource. Write "*" or an ARN; the ARN may hold wildcards.`,
        resource,
      );
    }
    refuseVariable(scope, resource);
  }
  return resources;
}
