import { parseCommand, say, UsageError, type Command } from './command.ts';
import { makePrincipal, onRunningDesk, POLICIES } from './desk-command.ts';
import { RefusedError } from './socket-client.ts';

const EXPECTED = 'expected: user invite NAME, or user reset NAME';

/** The id of a person, by name. Throws RefusedError. */
function idOf(users: unknown, name: string): string {
  const all = users as readonly { readonly Name: string; readonly PrincipalId: string }[]; // the desk's own answer
  const found = all.find((user) => user.Name === name);
  if (found === undefined) throw new RefusedError('NotFoundException', `There is no person named ${name}.`);
  return found.PrincipalId;
}

export const user: Command = {
  name: 'user',
  usage: 'user invite|reset NAME [--policy POLICY] [--json]',
  summary: 'a link with which a person sets their password',
  help: () =>
    `invite: a new person. POLICY is one of ${POLICIES}, and may be given more than once; without it they may do only what\nkey policies give them by name.\nreset: a new link for somebody who is there. Their password works no more, and every session of theirs ends.\nThe link is printed once, works once, and for 72 hours.`,
  async run(args) {
    const { values, positionals } = parseCommand(args, { policy: { type: 'string', multiple: true } });
    const [verb, name, ...more] = positionals;
    if ((verb !== 'invite' && verb !== 'reset') || name === undefined || more.length > 0)
      throw new UsageError(EXPECTED);
    const policies = values.policy ?? [];
    if (verb === 'reset' && policies.length > 0) throw new UsageError('reset takes no --policy.');
    return onRunningDesk('user', async (call) => {
      const made =
        verb === 'invite'
          ? await makePrincipal(call, 'InviteUser', { Name: name, Policies: policies })
          : await call('ResetUser', { PrincipalId: idOf((await call('ListUsers', {}))['Users'], name) });
      const expiresAt = new Date(Number(made['ExpiresAt']) * 1000).toISOString();
      const result = { arn: made['Arn'], link: made['Link'], expiresAt };
      say(
        values.json === true,
        `${verb === 'invite' ? 'Invited' : 'Reset'} ${String(result.arn)}\n\n${String(result.link)}\n\nIt works once, until ${expiresAt}. Give it to ${name} alone: it is not kept and cannot be shown again.`,
        result,
      );
    });
  },
};
