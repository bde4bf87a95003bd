/** The simulator cannot run; the text is for a person and ends with the way out. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

export const textOfError = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
