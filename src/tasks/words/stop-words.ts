/** English words that say nothing about what a text is for. */
export const STOP = new Set(('a about an and are as at be but by can could did do does each every for from had has have he her him his how i if in into is it its me my no not of on one or our out over shall she should so some than that the their them then there these they this those to too under up us was we were what when where which while who whom whose why will with would you your'
  + ' am been being both just may might must only other same such very please following given below above e g etc').split(' '))
