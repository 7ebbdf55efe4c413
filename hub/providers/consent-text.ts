import type { Locale } from '#protocol/person.ts'

/** Goes up with every change of the words: who agreed to older ones has not agreed to these. */
export const consentVersion = '2026-11'

/** What a provider agrees to. What was shown is kept with the consent, word for word. */
export const consentTexts: Record<Locale, string> = {
  en: `Your devices become part of Traffix Node.

What they do. Programs of our customers reach the internet through your device, by its address, over an encrypted tunnel to us. To the sites that they visit it looks as if the visit came from your connection.

What they do not do. Nothing of this reaches your home network, your router, other devices of yours or the device itself: that is refused on the device and tested all the time. We do not read what you do, what is on your device, or the content of what it carries.

What we see. The network address, the place and the network that it belongs to, the device's model and system, its time zone, battery and kind of connection, and how many bytes it carried.

What it costs you. Data of your plan and a little battery. You set when it may run: only while charging, only on Wi-Fi, at certain hours, up to so many bytes in a month.

How you stop. End the program on the device, or tell us: we stop all of your devices at once, within a second. You can withdraw this consent at any time, without a reason.

You confirm that the devices and the connection are yours, or that whoever they belong to has agreed to this.`,
  ru: `Ваши устройства становятся частью сети Traffix Node.

Что они делают. Программы наших клиентов выходят в интернет через ваше устройство, с его адреса, по зашифрованному туннелю к нам. Для сайтов это выглядит так, будто посещение идёт с вашего подключения.

Чего они не делают. Ничто из этого не попадает в вашу домашнюю сеть, на ваш роутер, на другие ваши устройства и на само устройство: это запрещено на устройстве и постоянно проверяется. Мы не читаем, что вы делаете, что хранится на устройстве и что именно через него передаётся.

Что мы видим. Сетевой адрес, место и сеть, к которой он относится, модель и систему устройства, его часовой пояс, заряд батареи и вид подключения, и сколько байтов передано.

Чего это вам стоит. Трафика вашего тарифа и немного заряда. Вы решаете, когда это разрешено: только на зарядке, только по Wi-Fi, в определённые часы, до стольких-то байтов в месяц.

Как остановить. Завершите программу на устройстве или сообщите нам: мы остановим все ваши устройства сразу, в течение секунды. Отозвать согласие можно в любой момент без объяснения причин.

Вы подтверждаете, что устройства и подключение принадлежат вам или что их владельцы согласились с этим.`,
  uz: `Qurilmalaringiz Traffix Node tarmog‘ining bir qismiga aylanadi.

Ular nima qiladi. Mijozlarimizning dasturlari qurilmangiz orqali, uning manzilidan, bizga bo‘lgan shifrlangan tunnel orqali internetga chiqadi. Saytlar uchun bu tashrif sizning ulanishingizdan kelgandek ko‘rinadi.

Ular nima qilmaydi. Bularning hech biri uy tarmog‘ingizga, routeringizga, boshqa qurilmalaringizga va qurilmaning o‘ziga yetib bormaydi: bu qurilmada taqiqlangan va doimo tekshiriladi. Biz nima qilayotganingizni, qurilmada nima borligini va u orqali nima uzatilayotganini o‘qimaymiz.

Biz nimani ko‘ramiz. Tarmoq manzili, joyi va u tegishli bo‘lgan tarmoq, qurilma modeli va tizimi, vaqt mintaqasi, batareyasi va ulanish turi, hamda qancha bayt uzatilgani.

Bu sizga nimaga tushadi. Tarifingiz trafigi va ozgina batareya. Qachon ruxsat berilishini o‘zingiz belgilaysiz: faqat quvvat olayotganda, faqat Wi-Fi orqali, muayyan soatlarda, oyiga ma’lum baytgacha.

Qanday to‘xtatiladi. Qurilmadagi dasturni yoping yoki bizga ayting: barcha qurilmalaringizni bir soniya ichida to‘xtatamiz. Rozilikni istalgan vaqtda, sababsiz qaytarib olishingiz mumkin.

Qurilmalar va ulanish sizniki ekanini yoki egalari bunga rozi bo‘lganini tasdiqlaysiz.`,
}
