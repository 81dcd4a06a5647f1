/** The model in a Bedrock model id or ARN; undefined for an application inference profile, whose name hides it. */
export function bedrockModel(modelId: string): string | undefined {
  if (!modelId.startsWith('arn:')) return modelId
  const [kind, ...rest] = (modelId.split(':').slice(5).join(':')).split('/')
  return kind === 'foundation-model' || kind === 'inference-profile' ? rest.join('/') : undefined
}
