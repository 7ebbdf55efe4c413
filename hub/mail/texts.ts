import type { Locale } from '#protocol/person.ts'
import type { LetterKind, LetterText } from './letters.ts'

/** What the letters say. `{name}` and `{code}` are filled in; the link stands on a line of its own. */
export const texts: Record<Locale, Record<LetterKind, LetterText> & { greeting: string }> = {
  en: {
    greeting: 'Hello {name},',
    confirm: {
      subject: 'Confirm your email address',
      body: 'welcome to Traffix Node. Follow this link to confirm your address and sign in. It works for 24 hours.',
      button: 'Confirm the address',
      foot: 'If you did not register, ignore this mail: nothing will happen.',
    },
    exists: {
      subject: 'You already have an account',
      body: 'somebody, most likely you, tried to register with this address. It already has an account. If you cannot get in, because the password is forgotten or the address was never confirmed, follow this link and set a new password: that confirms the address too. It works once, for one hour.',
      button: 'Set a new password',
      foot: 'If it was not you, ignore this mail: your password stays as it is.',
    },
    reset: {
      subject: 'Set a new password',
      body: 'follow this link to set a new password. It works once, for one hour. Every session of yours will end.',
      button: 'Set a new password',
      foot: 'If you did not ask for it, ignore this mail: your password stays as it is.',
    },
    invite: {
      subject: 'You are invited to Traffix Node',
      body: 'an administrator made a login for you. Follow this link to choose your password. It works for 7 days.',
      button: 'Choose a password',
      foot: 'If you do not know what this is about, ignore this mail.',
    },
    consent: {
      subject: 'What your devices are used for, and your consent',
      body: 'your devices are to carry traffic for Traffix Node. Follow this link to read what that means, and to agree if you do. Nothing of yours carries anything before somebody has approved it, and you can stop at any time.',
      button: 'Read and decide',
      foot: 'If you do not know what this is about, ignore this mail: without your consent nothing happens.',
    },
    code: {
      subject: 'Your sign-in code: {code}',
      body: 'your code to sign in is {code}. It works once, for 5 minutes.',
      foot: 'If you are not signing in right now, somebody knows your password: change it.',
    },
    passwordChanged: {
      subject: 'Your password was changed',
      body: 'your password was changed and your other sessions were ended.',
      foot: 'If it was not you, ask for a new password on the sign-in page at once.',
    },
    sessionReused: {
      subject: 'A session of yours was ended',
      body: 'an old key of one of your sessions was used a second time. That can mean that it was copied, so the session was ended.',
      foot: 'Sign in again. If you see this mail more than once, change your password.',
    },
  },
  ru: {
    greeting: 'Здравствуйте, {name}!',
    confirm: {
      subject: 'Подтвердите адрес электронной почты',
      body: 'Добро пожаловать в Traffix Node. Перейдите по ссылке, чтобы подтвердить адрес и войти. Она действует 24 часа.',
      button: 'Подтвердить адрес',
      foot: 'Если вы не регистрировались, не обращайте внимания на это письмо: ничего не произойдёт.',
    },
    exists: {
      subject: 'У вас уже есть учётная запись',
      body: 'Кто-то, скорее всего вы, попытался зарегистрироваться с этим адресом. Учётная запись для него уже есть. Если войти не получается, потому что пароль забыт или адрес так и не был подтверждён, перейдите по ссылке и задайте новый пароль: это подтвердит и адрес. Ссылка действует один раз в течение часа.',
      button: 'Задать новый пароль',
      foot: 'Если это были не вы, не обращайте внимания на это письмо: пароль останется прежним.',
    },
    reset: {
      subject: 'Новый пароль',
      body: 'Перейдите по ссылке, чтобы задать новый пароль. Она действует один раз в течение часа. Все ваши сеансы завершатся.',
      button: 'Задать новый пароль',
      foot: 'Если вы этого не запрашивали, не обращайте внимания на это письмо: пароль останется прежним.',
    },
    invite: {
      subject: 'Вас пригласили в Traffix Node',
      body: 'Администратор создал для вас учётную запись. Перейдите по ссылке, чтобы выбрать пароль. Она действует 7 дней.',
      button: 'Выбрать пароль',
      foot: 'Если вы не знаете, о чём речь, не обращайте внимания на это письмо.',
    },
    consent: {
      subject: 'Для чего используются ваши устройства и ваше согласие',
      body: 'Ваши устройства будут передавать трафик сети Traffix Node. Перейдите по ссылке, чтобы прочитать, что это значит, и дать согласие, если вы согласны. Ничего не передаётся, пока устройство не одобрено, и вы можете остановить всё в любой момент.',
      button: 'Прочитать и решить',
      foot: 'Если вы не знаете, о чём речь, не обращайте внимания на это письмо: без вашего согласия ничего не произойдёт.',
    },
    code: {
      subject: 'Код для входа: {code}',
      body: 'Ваш код для входа: {code}. Он действует один раз в течение 5 минут.',
      foot: 'Если вы сейчас не входите, кто-то знает ваш пароль: смените его.',
    },
    passwordChanged: {
      subject: 'Ваш пароль изменён',
      body: 'Ваш пароль изменён, остальные сеансы завершены.',
      foot: 'Если это были не вы, немедленно запросите новый пароль на странице входа.',
    },
    sessionReused: {
      subject: 'Один из ваших сеансов завершён',
      body: 'Старый ключ одного из ваших сеансов использован повторно. Возможно, его скопировали, поэтому сеанс завершён.',
      foot: 'Войдите снова. Если такое письмо придёт ещё раз, смените пароль.',
    },
  },
  uz: {
    greeting: 'Assalomu alaykum, {name}!',
    confirm: {
      subject: 'Elektron pochta manzilingizni tasdiqlang',
      body: 'Traffix Node’ga xush kelibsiz. Manzilni tasdiqlash va kirish uchun havolani oching. U 24 soat amal qiladi.',
      button: 'Manzilni tasdiqlash',
      foot: 'Agar ro‘yxatdan o‘tmagan bo‘lsangiz, bu xatga e’tibor bermang: hech narsa bo‘lmaydi.',
    },
    exists: {
      subject: 'Sizda allaqachon hisob bor',
      body: 'Kimdir, ehtimol siz, shu manzil bilan ro‘yxatdan o‘tmoqchi bo‘ldi. Bu manzilda allaqachon hisob bor. Parol unutilgani yoki manzil tasdiqlanmagani uchun kira olmayotgan bo‘lsangiz, havolani oching va yangi parol o‘rnating: bu manzilni ham tasdiqlaydi. U bir marta, bir soat davomida amal qiladi.',
      button: 'Yangi parol o‘rnatish',
      foot: 'Agar bu siz bo‘lmasangiz, bu xatga e’tibor bermang: parolingiz o‘zgarmaydi.',
    },
    reset: {
      subject: 'Yangi parol o‘rnatish',
      body: 'Yangi parol o‘rnatish uchun havolani oching. U bir marta, bir soat davomida amal qiladi. Barcha seanslaringiz tugatiladi.',
      button: 'Yangi parol o‘rnatish',
      foot: 'Agar buni so‘ramagan bo‘lsangiz, bu xatga e’tibor bermang: parolingiz o‘zgarmaydi.',
    },
    invite: {
      subject: 'Siz Traffix Node’ga taklif qilindingiz',
      body: 'Administrator siz uchun hisob yaratdi. Parol tanlash uchun havolani oching. U 7 kun amal qiladi.',
      button: 'Parol tanlash',
      foot: 'Gap nima haqida ekanini bilmasangiz, bu xatga e’tibor bermang.',
    },
    consent: {
      subject: 'Qurilmalaringiz nima uchun ishlatiladi va sizning roziligingiz',
      body: 'Qurilmalaringiz Traffix Node trafigini uzatadi. Bu nimani anglatishini o‘qish va rozi bo‘lsangiz, rozilik berish uchun havolani oching. Tasdiqlanmaguncha hech narsa uzatilmaydi va istalgan vaqtda to‘xtatishingiz mumkin.',
      button: 'O‘qish va qaror qilish',
      foot: 'Gap nima haqida ekanini bilmasangiz, bu xatga e’tibor bermang: roziligingizsiz hech narsa bo‘lmaydi.',
    },
    code: {
      subject: 'Kirish kodi: {code}',
      body: 'Kirish kodingiz: {code}. U bir marta, 5 daqiqa davomida amal qiladi.',
      foot: 'Agar hozir kirmayotgan bo‘lsangiz, kimdir parolingizni biladi: uni almashtiring.',
    },
    passwordChanged: {
      subject: 'Parolingiz o‘zgartirildi',
      body: 'Parolingiz o‘zgartirildi, boshqa seanslaringiz tugatildi.',
      foot: 'Agar bu siz bo‘lmasangiz, darhol kirish sahifasida yangi parol so‘rang.',
    },
    sessionReused: {
      subject: 'Seanslaringizdan biri tugatildi',
      body: 'Seanslaringizdan birining eski kaliti ikkinchi marta ishlatildi. U nusxalangan bo‘lishi mumkin, shuning uchun seans tugatildi.',
      foot: 'Qaytadan kiring. Bu xat yana kelsa, parolingizni almashtiring.',
    },
  },
}
