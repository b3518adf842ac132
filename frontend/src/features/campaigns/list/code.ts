/** A code for a campaign: what of its name can be one, else the day on which it was begun. */
export function codeOf(name: string, today: Date): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
  return /^[a-z]/.test(words)
    ? words.replace(/-$/, '')
    : `campaign-${today.toISOString().slice(0, 16).replaceAll(/\D/g, '')}`;
}
