declare global {
  var __webpack_nonce__: string | undefined;
}

// GraphiQL's dialogs add a style while they are open; this is where they look for the nonce that lets it in.
globalThis.__webpack_nonce__ = document.querySelector<HTMLElement>('meta[property=csp-nonce]')?.nonce;

export {};
