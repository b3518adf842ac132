/** A card as it is typed. It goes to the payment gateway and never to the hub. */
export interface Card {
  number: string;
  month: string;
  year: string;
  securityCode: string;
}

/** No card as yet. */
export const NO_CARD: Card = { number: '', month: '', year: '', securityCode: '' };

/** The gateway whose cards are typed into our own pages; others bring pages of their own. */
export const SANDBOX = 'sandbox';

export interface Gateway {
  url: string;
  publicKey: string;
}

/** The gateway's token for a card; nothing when it does not take the card. */
export async function tokenise({ url, publicKey }: Gateway, card: Card): Promise<string | undefined> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${publicKey}` },
    body: JSON.stringify({
      number: card.number.replaceAll(' ', ''),
      expires_month: Number(card.month),
      expires_year: Number(card.year) + (card.year.length === 2 ? 2000 : 0),
      security_code: card.securityCode,
    }),
  });
  return response.ok ? ((await response.json()) as { token: string }).token : undefined;
}
