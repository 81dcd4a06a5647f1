/** Shapes of keys and tokens by vendor. Each takes characters of one class only after its mark, so that matching is linear. */
const SHAPES: readonly string[] = [
  '(?:sk|rk|pk)_(?:live_|test_)?[A-Za-z0-9]{20,200}', 'whsec_[A-Za-z0-9+/]{20,200}={0,2}', // Stripe, ElevenLabs
  '(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}', 'ABSK[A-Za-z0-9+/]{100,260}={0,2}', 'IQoJb3JpZ2lu[A-Za-z0-9+/]{80,2000}={0,2}', // AWS: keys, Bedrock, sessions
  'gh[pousr]_[A-Za-z0-9]{30,260}', 'github_pat_[A-Za-z0-9_]{22,260}', 'gl(?:pat|dt|rt|rtr|ptt|cbt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_-]{20,80}(?:\\.[0-9a-z]{2}\\.[0-9a-z]{9})?',
  'xox[abeprs](?:\\.xox[bp])?-[A-Za-z0-9-]{10,260}', 'xapp-[A-Za-z0-9-]{20,260}', // Slack
  'AIza[A-Za-z0-9_-]{35}', 'AQ\\.[A-Za-z0-9_-]{40,100}', 'ya29\\.[A-Za-z0-9_-]{20,400}', 'GOCSPX-[A-Za-z0-9_-]{20,60}', '1//0[A-Za-z0-9_-]{30,200}', // Google
  'hf_[A-Za-z0-9]{30,60}', 'api_org_[A-Za-z0-9]{30,60}', 'gsk_[A-Za-z0-9]{40,80}', 'xai-[A-Za-z0-9]{40,120}', 'r8_[A-Za-z0-9]{30,60}', 'pplx-[A-Za-z0-9]{40,80}', 'nvapi-[A-Za-z0-9_-]{40,90}', 'fw_[A-Za-z0-9]{20,60}', 'csk-[a-z0-9]{40,60}', 'tgp_v1_[A-Za-z0-9_-]{30,80}', 'esecret_[a-z0-9]{20,60}', 'jina_[A-Za-z0-9_-]{40,90}', // inference
  'tvly-(?:[a-z]{2,6}-)?[A-Za-z0-9]{20,60}', 'fc-[0-9a-f]{32}', 'pcsk_[A-Za-z0-9_]{40,120}', 'wandb_v1_[A-Za-z0-9_]{30,160}', 'ls__[0-9a-f]{32}', 'lsv2_(?:pt|sk)_[A-Za-z0-9_]{30,90}', 'pk-lf-[0-9a-f-]{36}', 'ph[cxs]_[A-Za-z0-9]{30,60}', // search, vectors, traces
  'npm_[A-Za-z0-9]{36}', 'pypi-[A-Za-z0-9_-]{50,260}', 'rubygems_[0-9a-f]{48}', 'oy2[a-z0-9]{43}', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,60}', 'AKCp[A-Za-z0-9]{60,80}', // packages
  'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{30,60}', '(?:SK|AC)[0-9a-f]{32}', 'key-[0-9a-f]{32}', '[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}', '[0-9a-f]{32}-us\\d{1,2}', 'xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}', // SendGrid, Twilio, Mailgun, Mailchimp, Brevo
  'dapi[0-9a-f]{32}(?:-\\d)?', 'do[opr]_v1_[0-9a-f]{64}', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}', 'sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,60}', 'EAAA[A-Za-z0-9_-]{56,80}', 'EAA[A-Za-z0-9]{80,300}', 'lin_(?:api|oauth)_[A-Za-z0-9]{32,80}', 'ntn_[A-Za-z0-9]{40,60}', 'secret_[A-Za-z0-9]{43}',
  'sbp_[0-9a-f]{40}', 'sb_(?:secret|publishable)_[A-Za-z0-9_-]{22,60}', 'vc[pkiar]_[A-Za-z0-9]{24,80}', 'nfp_[A-Za-z0-9]{36,60}', 'f[mo][12]_[A-Za-z0-9_+/=,-]{40,400}', 'figd_[A-Za-z0-9_-]{30,60}', 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}', 'pat-(?:na|eu)\\d-[0-9a-f-]{36}', 'CFPAT-[A-Za-z0-9_-]{40,60}', 'HRKU-[A-Za-z0-9_-]{36,80}', 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}',
  'dp\\.(?:pt|st|ct|sa)\\.[A-Za-z0-9.]{40,80}', 'hv[sbr]\\.[A-Za-z0-9_-]{24,300}', 'gls?a_[A-Za-z0-9]{32}_[0-9a-f]{8}', 'glc_eyJ[A-Za-z0-9+/]{20,400}={0,2}', 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{30,80}', 'pul-[0-9a-f]{40}', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,80}', 'NR(?:AK|AA|RA|JS)-[A-Za-z0-9]{19,42}', 'sntry[su]_[A-Za-z0-9+/_=-]{40,260}',
  'AT(?:ATT|CTT|BB)[A-Za-z0-9_=.-]{24,300}', 'sl\\.(?:u\\.)?[A-Za-z0-9_-]{60,2000}', 'ops_eyJ[A-Za-z0-9_-]{100,2000}', 'AGE-SECRET-KEY-1[A-Z0-9]{58}', '[A-Za-z0-9]{40,60}JQQJ99[A-Za-z0-9]{20,32}', // Atlassian, Dropbox, 1Password, age, Azure
  '(?:bot)?\\d{8,10}:AA[A-Za-z0-9_-]{32,34}', '[MNO][A-Za-z0-9_-]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}', // Telegram, Discord
  '[ps]k\\.eyJ[A-Za-z0-9_-]{20,200}\\.[A-Za-z0-9_-]{10,60}', 'eyJ[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{8,8000}(?:\\.[A-Za-z0-9_-]{0,8000}){1,3}', // Mapbox, JSON web tokens
]
/** Marks that stand before words, too: there only what looks like a key counts. */
const LOOSE = '(?:sk|pa)-[A-Za-z0-9_-]{16,300}' // OpenAI, Anthropic, OpenRouter, Langfuse, Voyage
/** Of these no word begins so. */
const SURE = /^sk-(?:proj|svcacct|admin|ant|or|lf|None)-(?=[A-Za-z_-]*\d)/

const TOKEN = new RegExp(`(?<![A-Za-z0-9_-])(?:(${LOOSE})|${SHAPES.join('|')})(?![A-Za-z0-9_-])`, 'g')
/** No token is shorter, and few words are so long. */
const LONG = /[A-Za-z0-9_.:/~+=@-]{16,}/g

/** A token that stands in a text, by its offset. */
export interface Token {
  readonly start: number
  readonly value: string
}

/** Keys and tokens of a vendor's shape. */
export function findTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (const word of text.matchAll(LONG)) {
    for (const match of word[0].matchAll(TOKEN)) {
      if (match[1] !== undefined && !SURE.test(match[1]) && !isKeyLike(match[1])) continue
      const lead = match[0].startsWith('bot') ? 3 : 0
      tokens.push({ start: word.index + match.index + lead, value: match[0].slice(lead) })
    }
  }
  return tokens
}

/** True where digits stand among letters in two places, or among letters of both cases, as chance puts them and words do not. */
export function isKeyLike(value: string): boolean {
  return /\d[^\d]*[A-Za-z][^\d]*\d/.test(value) || /\d/.test(value) && /[a-z][A-Z]|[A-Z][a-z]+[A-Z]/.test(value)
}

/** A text of our own in which what a user wrote stands, without the keys in it. */
export function withoutTokens(text: string): string {
  return findTokens(text).reduceRight((rest, { start, value }) => `${rest.slice(0, start)}<key>${rest.slice(start + value.length)}`, text)
}
