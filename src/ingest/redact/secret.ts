import type { Finding } from './finding.js'

/** Shapes by vendor. Each takes characters of one class only after its mark, so that matching is linear. */
const SHAPES: readonly string[] = [
  'sk-[A-Za-z0-9_-]{16,300}', // OpenAI, Anthropic, OpenRouter, Langfuse
  '(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{20,200}', // Stripe
  '(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}', // AWS
  'gh[pousr]_[A-Za-z0-9]{30,260}', 'github_pat_[A-Za-z0-9_]{22,260}', 'gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,80}',
  'xox[abeprs]-[A-Za-z0-9-]{10,260}', 'xapp-[A-Za-z0-9-]{20,260}', // Slack
  'AIza[A-Za-z0-9_-]{35}', 'ya29\\.[A-Za-z0-9_-]{20,300}', 'GOCSPX-[A-Za-z0-9_-]{20,60}', // Google
  'hf_[A-Za-z0-9]{30,60}', 'gsk_[A-Za-z0-9]{40,80}', 'xai-[A-Za-z0-9]{40,120}', 'r8_[A-Za-z0-9]{30,60}', 'pplx-[A-Za-z0-9]{40,80}', 'nvapi-[A-Za-z0-9_-]{40,90}', 'fw_[A-Za-z0-9]{20,60}', // inference
  'lsv2_(?:pt|sk)_[A-Za-z0-9_]{30,90}', 'ph[cx]_[A-Za-z0-9]{30,60}', 'npm_[A-Za-z0-9]{36}', 'pypi-[A-Za-z0-9_-]{50,260}', 'dckr_pat_[A-Za-z0-9_-]{20,60}',
  'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{30,60}', '(?:SK|AC)[0-9a-f]{32}', // SendGrid, Twilio
  'dapi[0-9a-f]{32}', 'do[opr]_v1_[0-9a-f]{64}', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}', 'sq0(?:atp|csp)-[A-Za-z0-9_-]{22,60}', 'lin_api_[A-Za-z0-9]{32,60}', 'ntn_[A-Za-z0-9]{40,60}', 'sbp_[0-9a-f]{40}', 'figd_[A-Za-z0-9_-]{30,60}', 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}', 'dp\\.(?:pt|st|ct)\\.[A-Za-z0-9.]{40,80}', 'hvs\\.[A-Za-z0-9_-]{24,200}', 'glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}',
  '\\d{8,10}:AA[A-Za-z0-9_-]{32,34}', // Telegram
  'eyJ[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{8,8000}\\.[A-Za-z0-9_-]{8,2000}', // JSON web tokens
]
const TOKENS = new RegExp(`(?<![A-Za-z0-9_-])(?:${SHAPES.join('|')})(?![A-Za-z0-9_-])`, 'g')
const PEM = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[A-Za-z0-9+/=\s\\:,]|-(?!----))*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g

/** Values that follow a word which says that they are secret; the value alone is taken. */
const AFTER: readonly RegExp[] = [
  /(?<![A-Za-z0-9_-])[Bb](?:earer|asic)\s{1,4}([A-Za-z0-9_.~+/-]{16,4000}={0,2})/g,
  /(?<![A-Za-z])(?:https?|wss?|postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|redis|rediss|amqps?|clickhouse|ftp):\/\/[^\s:/@"'<>]{0,80}:([^\s:/@"'<>]{1,200})@/g,
  /hooks\.slack\.com\/(?:services|workflows)\/([A-Za-z0-9/_-]{20,120})/g,
  /(?:AccountKey|SharedAccessKey|SharedAccessSignature)=([A-Za-z0-9+/=%&-]{20,200})/g,
  /(?:[?&](?:sig|signature|X-Amz-Signature|X-Goog-Signature)=)([A-Za-z0-9%+/_=-]{20,600})/gi,
]

/** `api_key = …`, `"client_secret": "…"`: what is named a secret and looks like one. */
const NAMED = /(?:api[_ -]?key|apikey|access[_ -]?key|secret[_ -]?(?:access[_ -]?)?key|client[_ -]?secret|auth[_ -]?token|access[_ -]?token|refresh[_ -]?token|private[_ -]?token|passw(?:or)?d|passphrase|webhook[_ -]?secret)["'\\]{0,3}\s{0,3}[:=]\s{0,3}["'\\]{0,3}([A-Za-z0-9_.~+/!@#$%^&*-]{8,400}={0,2})/gi

/** Keys and tokens of known shape, what stands after `Bearer` or in the password of an address, private keys in PEM (also those whose end is missing). */
export function findSecrets(text: string): readonly Finding[] {
  const whole = [...text.matchAll(PEM), ...text.matchAll(TOKENS)].map((match) => findingOf(match, match[0]))
  const after = AFTER.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => findingOf(match, match[1] ?? match[0])))
  const named = [...text.matchAll(NAMED)].filter((match) => isRandom(match[1] ?? '')).map((match) => findingOf(match, match[1] ?? match[0]))
  let reached = 0
  return [...whole, ...after, ...named].toSorted((a, b) => a.start - b.start || b.end - a.end).filter(({ start, end }) => {
    const isNew = start >= reached
    if (isNew) reached = end
    return isNew
  })
}

function findingOf(match: RegExpExecArray, value: string): Finding {
  const start = match.index + match[0].lastIndexOf(value)
  return { start, end: start + value.length, value }
}

/** Names of variables and words of instructions are no secrets: a secret has digits among its letters. */
function isRandom(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/^(?:process\.env|os\.environ|env\.|your|xxx|\$\{?)/i.test(value) && !/^[A-Za-z_]+\d{0,2}$/.test(value)
}
