declare module 'jsbarcode/bin/barcodes/CODE128/index.js' {
  /** Bars and gaps as ones and noughts. */
  export class CODE128 {
    constructor(text: string, options: Record<string, never>);
    encode(): { readonly data: string };
  }
}
