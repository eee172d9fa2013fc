// Before the first paint, so that a chosen scheme never flashes the other one. A file of its own: the policy allows no inline script.
try {
  const scheme = localStorage.getItem('keydesk-scheme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.scheme = scheme;
} catch {
  // Storage is refused: the system's scheme it is.
}
