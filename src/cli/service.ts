import { readSettings } from '../hosts/node/config/settings.ts';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { EXIT, parseCommand, say, UsageError, type Command } from './command.ts';
import { callDesk, RefusedError, UnreachableError } from './socket-client.ts';

const POLICIES = ['administrator', 'key-administrator', 'key-user', 'auditor'];

export const service: Command = {
  name: 'service',
  usage: 'service create NAME [--policy POLICY] [--json]',
  summary: 'make a service with an access key, on the running desk',
  help: () =>
    `POLICY is one of ${POLICIES.join(', ')}; without it the service may do only what key policies give it by name.\nThe secret access key is printed once and cannot be shown again.`,
  async run(args) {
    const { values, positionals } = parseCommand(args, { policy: { type: 'string', multiple: true } });
    const [verb, name, ...more] = positionals;
    if (verb !== 'create' || name === undefined || more.length > 0)
      throw new UsageError('expected: service create NAME');
    const policies = values.policy ?? [];
    const unknown = policies.find((policy) => !POLICIES.includes(policy));
    if (unknown !== undefined) throw new UsageError(`--policy is one of ${POLICIES.join(', ')}.`);
    try {
      const { dataDirectory } = readSettings(process.env);
      const made = await callDesk(dataDirectory, 'CreateService', { Name: name, Policies: policies });
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
      return EXIT.done;
    } catch (error) {
      if (!(
        error instanceof UnreachableError ||
        error instanceof RefusedError ||
        error instanceof SettingError
      ))
        throw error;
      process.stderr.write(`keydesk service: ${error.message}\n`);
      return error instanceof UnreachableError
        ? EXIT.unreachable
        : error instanceof SettingError
          ? EXIT.setting
          : EXIT.found;
    }
  },
};
