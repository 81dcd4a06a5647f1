const DATA = /(?<![A-Za-z0-9+/_-])(?:data:[\w/+.-]{1,80};base64,)?[A-Za-z0-9+/_-]{200,}={0,2}/gu

/** The text with `{data}` for what is no text: base64 and other unbroken runs of 200 characters and more. */
export function withoutData(text: string): string {
  return text.length < 200 ? text : text.replace(DATA, '{data}')
}
