/** Layouts of xkeyboard-config (rules/base.lst), which Debian's console-setup takes. A variant follows a dash: `de-nodeadkeys`. */
export const keyboards: readonly string[] = (
  'af al am ara at au az ba bd be bg br brai bt bw by ca cd ch cm cn cz de dk dz ee eg epo es et eu fi fo fr gb ge gh ' +
  'gn gr hr hu id ie il in iq ir is it jp jv ke kg kh kr kz la latam lk lt lv ma mao md me mk ml mm mn mt mv my ng nl ' +
  'no np nz ph pk pl pt ro rs ru se si sk sn sy tg th tj tm tr tw tz ua us uz vn za'
).split(' ')

export const isKeyboard = (text: string): boolean => keyboards.includes(text.split('-')[0] ?? '')
