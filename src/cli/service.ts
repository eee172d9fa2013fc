import { parseCommand, say, UsageError, type Command } from './command.ts';
import { makePrincipal, onRunningDesk, POLICIES } from './desk-command.ts';

export const service: Command = {
  name: 'service',
  usage: 'service create NAME [--policy POLICY] [--json]',
  summary: 'make a service with an access key, on the running desk',
  help: () =>
    `POLICY is one of ${POLICIES}; without it the service may do only what key policies give it by name.\nThe secret access key is printed once and cannot be shown again.`,
  async run(args) {
    const { values, positionals } = parseCommand(args, { policy: { type: 'string', multiple: true } });
    const [verb, name, ...more] = positionals;
    if (verb !== 'create' || name === undefined || more.length > 0)
      throw new UsageError('expected: service create NAME');
    const policies = values.policy ?? [];
    return onRunningDesk('service', async (call) => {
      const made = await makePrincipal(call, 'CreateService', { Name: name, Policies: policies });
      const result = {
        arn: made['Arn'],
        accessKeyId: made['AccessKeyId'],
        secretAccessKey: made['SecretAccessKey'],
      };
      say(
        values.json === true,
        `Service ${String(result.arn)}\n\nAWS_ACCESS_KEY_ID=${String(result.accessKeyId)}\nAWS_SECRET_ACCESS_KEY=${String(result.secretAccessKey)}\n\nThe secret is not kept in the clear: store it now.`,
        result,
      );
    });
  },
};
