/** `keydesk …`: one file a command. Exit codes: 0 done, 1 found something, 64 usage, 69 service not reachable, 75 desk in use, 78 wrong setting. */
import { EXIT, UsageError, type Command } from './command.ts';

/** Each comes with what it needs when it is asked for: most need no desk. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  backup: async () => (await import('./backup.ts')).backup,
  doctor: async () => (await import('./doctor.ts')).doctor,
  envelope: async () => (await import('./envelope.ts')).envelope,
  lint: async () => (await import('./lint.ts')).lint,
  restore: async () => (await import('./restore.ts')).restore,
  serve: async () => (await import('./serve.ts')).serve,
  service: async () => (await import('./service.ts')).service,
  user: async () => (await import('./user.ts')).user,
  'verify-log': async () => (await import('./verify-log.ts')).verifyLog,
};

async function helpText(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  return `keydesk COMMAND

${commands.map(({ usage, summary }) => `  ${usage.padEnd(58)} ${summary}`).join('\n')}

Every command takes --help and --json.
Settings come from the environment (and --env-file FILE); "keydesk serve --help" lists them.
`;
}

/** Exit code of a program whose reader is gone: 128 and the number of SIGPIPE. */
const READER_GONE = 141;

/** `… | head`: who reads no more is not told of it by a stack. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(READER_GONE);
  });
}

export async function run(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(await helpText());
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    process.stderr.write(
      `keydesk: there is no command "${name.replace(/[^\w-]/g, '?')}".\n\n${await helpText()}`,
    );
    return EXIT.usage;
  }
  const command = await load();
  if (rest.includes('--help')) {
    process.stdout.write(`keydesk ${command.usage}\n\n${command.help()}\n`);
    return EXIT.done;
  }
  if (command.name !== 'serve') endWithReader();
  try {
    return await command.run(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`keydesk ${name}: ${error.message}\n\nkeydesk ${command.usage}\n`);
    return EXIT.usage;
  }
}
