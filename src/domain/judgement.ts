/** Whose answer is better, or neither's: a tie. `unjudged`: no verdict could be read, or it was not paid for. */
export type Preference = 'candidate' | 'incumbent' | 'tie'

/** What a judge said of one disagreement, asked in both orders. */
export interface Judgement {
  /** Undefined when one of the two verdicts could not be had. */
  readonly preference: Preference | undefined
  /** What it said when the candidate's answer stood first, and when it stood second. */
  readonly byOrder: readonly [candidateFirst: Preference | undefined, candidateSecond: Preference | undefined]
  readonly reason: string
  /** Characters of the candidate's answer minus those of the incumbent's. */
  readonly lengthGap: number
}

/** What a person said: whose answer is right or better, both, or neither. */
export type HumanLabel = 'candidate' | 'incumbent' | 'both' | 'neither'

/** One line of the labels file. */
export interface LabelRow {
  readonly taskId: string
  readonly model: string
  readonly caseId: string
  /** Content address of the candidate's call. */
  readonly key: string
  /** 16 hex digits of the two answers that were compared: the label says nothing of others to the same call. Absent in lines that say it of whatever is on record. */
  readonly answers?: string
  /** Who said it, where several people look at the same answers. */
  readonly reviewer?: string
  readonly label: HumanLabel
  /** True where the case was drawn at random among the disagreements, and so may stand for them. */
  readonly random: boolean
  /** Cases on which the two models were compared when the label was taken, and on how many they disagreed. */
  readonly cases: number
  readonly disagreements: number
  /** What the judge had said of it, and which judge that was; undefined where none was asked. */
  readonly judged?: Preference
  readonly judge?: string
}

/** How a judge behaved on the run itself; shares in [0,1], null where there is nothing to count. */
export interface JudgeBehaviour {
  readonly judged: number
  readonly unread: number
  /** Share of disagreements with the same verdict in both orders. */
  readonly selfConsistency: number | null
  /** Share of all preferences that went to whichever answer stood first; 0.5 without bias. */
  readonly firstPlace: number | null
  /** Share of consistent preferences that went to the longer answer. */
  readonly longer: number | null
  /** Verdicts: candidate better, incumbent better, tie. */
  readonly wins: number
  readonly losses: number
  readonly ties: number
}

/** What a result says of its judge. */
export interface JudgeSummary extends JudgeBehaviour {
  readonly model: string
  /** Of the model, the rubric and the wording: see PlannedJudge. */
  readonly id: string
  readonly costUsd: number
  /** Per candidate: whether the judge's verdicts counted, and why. */
  readonly calibration: Readonly<Record<string, string>>
}
