/**
 * Loaded into a desk before its program (`NODE_OPTIONS=--import`): each SIGUSR2 moves its clock on by E2E_CLOCK_STEP_MS, so that
 * sessions end and passwords grow stale without waiting. The desk's own rules are untouched.
 */
const step = Number(process.env['E2E_CLOCK_STEP_MS']);
const machine = Date.now.bind(Date);
let shift = 0;
Date.now = () => machine() + shift;
process.on('SIGUSR2', () => {
  shift += step;
  process.stderr.write(`e2e clock +${shift}\n`);
});
