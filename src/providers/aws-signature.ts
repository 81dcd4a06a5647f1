import type { OutgoingHttpHeaders } from 'node:http'
import type { AwsCredentials } from './provider.js'

/** What of a request is signed. */
export interface SignedParts {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: OutgoingHttpHeaders
  readonly body: string
}

export type Sign = (parts: SignedParts) => OutgoingHttpHeaders

/** Signs requests to Bedrock with AWS credentials: Signature Version 4, at the time of sending, so that a retry is not out of date. */
export async function awsSigner({ region, ...credentials }: AwsCredentials): Promise<Sign> {
  const { default: aws4 } = await import('aws4')
  return ({ method, url, headers, body }) => {
    const { host, pathname, search } = new URL(url)
    const signed = aws4.sign({ host, path: pathname + search, method, service: 'bedrock', region, headers: { ...headers }, body }, credentials)
    return signed.headers as OutgoingHttpHeaders
  }
}
