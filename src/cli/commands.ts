/** `keydesk …`: one file a command. Exit codes: 0 done, 1 found something, 64 usage, 69 service not reachable, 75 desk in use, 78 wrong setting. */
import { backup } from './backup.ts';
import { EXIT, UsageError, type Command } from './command.ts';
import { doctor } from './doctor.ts';
import { envelope } from './envelope.ts';
import { lint } from './lint.ts';
import { restore } from './restore.ts';
import { serve } from './serve.ts';
import { service } from './service.ts';
import { user } from './user.ts';
import { verifyLog } from './verify-log.ts';

const COMMANDS: readonly Command[] = [
  backup,
  doctor,
  envelope,
  lint,
  restore,
  serve,
  service,
  user,
  verifyLog,
];

const HELP = `keydesk COMMAND

${COMMANDS.map((command) => `  ${command.usage.padEnd(58)} ${command.summary}`).join('\n')}

Every command takes --help and --json.
Settings come from the environment (and --env-file FILE); "keydesk serve --help" lists them.
`;

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
    process.stdout.write(HELP);
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) {
    process.stderr.write(`keydesk: there is no command "${name.replace(/[^\w-]/g, '?')}".\n\n${HELP}`);
    return EXIT.usage;
  }
  if (rest.includes('--help')) {
    process.stdout.write(`keydesk ${command.usage}\n\n${command.help()}\n`);
    return EXIT.done;
  }
  if (command !== serve) endWithReader();
  try {
    return await command.run(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`keydesk ${name}: ${error.message}\n\nkeydesk ${command.usage}\n`);
    return EXIT.usage;
  }
}
