"""Our own sentences in other languages than English, as customers and agents would write them.

Those in Latin script teach the gibberish model which letters follow which in fourteen languages beside
English, so that it does not take a Polish customer for a broken keyboard; the support corpora teach it
English. All of them are honest examples for the toxicity model.
"""

from guard.models.training.languages_further import FURTHER

SENTENCES = {
    "German": """
Guten Tag, ich habe meine Bestellung immer noch nicht erhalten und möchte wissen, wann sie geliefert wird.
Können Sie mir bitte die Rechnung schicken? Ich brauche sie für meine Steuererklärung.
Leider funktioniert das Gerät nicht mehr, obwohl ich es erst vor zwei Wochen gekauft habe.
Wir entschuldigen uns für die Verzögerung und werden Ihnen den Betrag vollständig zurückerstatten.
Mein Passwort wird nicht angenommen, und auf die Nachfrage bekomme ich keine Antwort.
Ich möchte meinen Vertrag zum nächsten Monat kündigen und bitte um eine schriftliche Bestätigung.
Das Zimmer war schmutzig, die Heizung kalt und das Frühstück ziemlich enttäuschend.
Welche Öffnungszeiten hat die Filiale in der Nähe des Bahnhofs während der Feiertage?
Vielen Dank für die schnelle Hilfe, jetzt klappt alles wieder wie gewünscht.
Die Überweisung ist gestern abgebucht worden, aber der Händler hat sie nicht bekommen.
Gibt es einen günstigeren Tarif für Familien mit drei Kindern?
Bitte ändern Sie meine Anschrift, wir sind kürzlich umgezogen.
""",
    "French": """
Bonjour, je n'ai toujours pas reçu ma commande et j'aimerais savoir quand elle sera livrée.
Pouvez-vous m'envoyer la facture, s'il vous plaît ? J'en ai besoin pour mes impôts.
Malheureusement l'appareil ne fonctionne plus, alors que je l'ai acheté il y a deux semaines.
Nous vous prions de nous excuser pour ce retard et nous allons vous rembourser intégralement.
Mon mot de passe est refusé et personne ne répond à mes questions depuis hier soir.
Je voudrais résilier mon abonnement à la fin du mois et recevoir une confirmation écrite.
La chambre était sale, le chauffage ne marchait pas et le petit déjeuner était décevant.
Quels sont les horaires d'ouverture de l'agence près de la gare pendant les vacances ?
Merci beaucoup pour votre aide, tout fonctionne de nouveau comme il faut.
Le virement a été débité, mais le vendeur dit qu'il n'a rien reçu.
Existe-t-il un tarif moins cher pour les familles nombreuses ?
Veuillez changer mon adresse, nous avons déménagé récemment.
""",
    "Spanish": """
Buenos días, todavía no he recibido mi pedido y quisiera saber cuándo va a llegar.
¿Me pueden enviar la factura, por favor? La necesito para la declaración de impuestos.
Por desgracia el aparato ya no funciona, aunque lo compré hace solo dos semanas.
Le pedimos disculpas por el retraso y le devolveremos el importe completo.
Mi contraseña no es válida y nadie contesta a mis preguntas desde ayer.
Quiero cancelar mi suscripción a finales de mes y recibir una confirmación por escrito.
La habitación estaba sucia, la calefacción no funcionaba y el desayuno fue muy malo.
¿Qué horario tiene la oficina que está cerca de la estación durante las fiestas?
Muchas gracias por su ayuda, ahora todo vuelve a funcionar como debe.
La transferencia se cobró ayer, pero el vendedor dice que no le ha llegado nada.
¿Hay alguna tarifa más barata para familias con niños pequeños?
Por favor, cambien mi dirección, porque nos hemos mudado hace poco.
""",
    "Italian": """
Buongiorno, non ho ancora ricevuto il mio ordine e vorrei sapere quando verrà consegnato.
Potete mandarmi la fattura, per favore? Mi serve per la dichiarazione dei redditi.
Purtroppo l'apparecchio non funziona più, anche se l'ho comprato solo due settimane fa.
Ci scusiamo per il ritardo e le rimborseremo tutto l'importo appena possibile.
La mia password non viene accettata e nessuno risponde alle mie domande da ieri.
Desidero disdire l'abbonamento alla fine del mese e ricevere una conferma scritta.
La camera era sporca, il riscaldamento non andava e la colazione era deludente.
Quali sono gli orari di apertura della filiale vicino alla stazione durante le feste?
Grazie mille per l'aiuto, adesso funziona di nuovo tutto come dovrebbe.
Il bonifico è stato addebitato, ma il venditore dice di non aver ricevuto niente.
C'è una tariffa più conveniente per le famiglie con figli piccoli?
Vi prego di cambiare il mio indirizzo, abbiamo traslocato da poco.
""",
    "Portuguese": """
Bom dia, ainda não recebi a minha encomenda e gostaria de saber quando vai chegar.
Podem enviar-me a fatura, por favor? Preciso dela para a declaração de impostos.
Infelizmente o aparelho já não funciona, embora o tenha comprado há duas semanas.
Pedimos desculpa pelo atraso e vamos devolver-lhe o valor total da compra.
A minha palavra-passe não é aceite e ninguém responde às minhas perguntas desde ontem.
Quero cancelar a assinatura no fim do mês e receber uma confirmação por escrito.
O quarto estava sujo, o aquecimento não funcionava e o pequeno-almoço foi fraco.
Qual é o horário da loja que fica perto da estação durante os feriados?
Muito obrigado pela ajuda, agora está tudo a funcionar como deve ser.
Não consigo entrar na minha conta, você pode verificar o que aconteceu?
Existe algum plano mais barato para famílias com crianças pequenas?
Por favor, alterem o meu endereço, porque nos mudámos há pouco tempo.
""",
    "Dutch": """
Goedemorgen, ik heb mijn bestelling nog steeds niet ontvangen en wil graag weten wanneer die komt.
Kunt u mij de factuur sturen? Ik heb hem nodig voor mijn belastingaangifte.
Helaas werkt het apparaat niet meer, terwijl ik het pas twee weken geleden heb gekocht.
Onze excuses voor de vertraging, wij betalen u het volledige bedrag terug.
Mijn wachtwoord wordt niet geaccepteerd en niemand geeft antwoord op mijn vragen.
Ik wil mijn abonnement aan het einde van de maand opzeggen, graag schriftelijk bevestigen.
De kamer was vies, de verwarming deed het niet en het ontbijt viel erg tegen.
Wat zijn de openingstijden van het filiaal bij het station tijdens de feestdagen?
Hartelijk dank voor uw hulp, alles werkt nu weer zoals het hoort.
Het geld is gisteren afgeschreven, maar de winkel heeft niets gekregen.
Is er een goedkoper tarief voor gezinnen met jonge kinderen?
Wilt u mijn adres wijzigen? Wij zijn onlangs verhuisd naar Utrecht.
""",
    "Polish": """
Dzień dobry, nadal nie otrzymałem mojego zamówienia i chciałbym wiedzieć, kiedy przyjdzie.
Czy mogą mi państwo przysłać fakturę? Potrzebuję jej do rozliczenia podatku.
Niestety urządzenie przestało działać, chociaż kupiłem je zaledwie dwa tygodnie temu.
Przepraszamy za opóźnienie, zwrócimy panu całą kwotę w najbliższych dniach.
Moje hasło nie jest przyjmowane i od wczoraj nikt nie odpowiada na moje pytania.
Chcę wypowiedzieć umowę z końcem miesiąca i proszę o pisemne potwierdzenie.
Pokój był brudny, ogrzewanie nie działało, a śniadanie było bardzo słabe.
Jakie są godziny otwarcia oddziału przy dworcu w czasie świąt?
Bardzo dziękuję za szybką pomoc, teraz wszystko działa jak należy.
Przelew został pobrany z konta, ale sprzedawca twierdzi, że nic nie dostał.
Czy jest tańsza taryfa dla rodzin z małymi dziećmi?
Proszę zmienić mój adres, ponieważ niedawno się przeprowadziliśmy.
""",
    "Czech": """
Dobrý den, stále jsem nedostal svou objednávku a rád bych věděl, kdy bude doručena.
Můžete mi prosím poslat fakturu? Potřebuji ji k daňovému přiznání.
Přístroj bohužel přestal fungovat, přestože jsem ho koupil teprve před dvěma týdny.
Omlouváme se za zpoždění a vrátíme vám celou částku zpět na účet.
Moje heslo není přijato a od včerejška mi nikdo neodpovídá na otázky.
Chci zrušit předplatné ke konci měsíce a prosím o písemné potvrzení.
Pokoj byl špinavý, topení nefungovalo a snídaně nás velmi zklamala.
Jaká je otevírací doba pobočky u nádraží během svátků?
Mnohokrát děkuji za rychlou pomoc, teď už všechno funguje, jak má.
Platba byla stržena, ale prodejce tvrdí, že žádné peníze nedostal.
Existuje levnější tarif pro rodiny s malými dětmi?
Změňte prosím mou adresu, nedávno jsme se přestěhovali.
""",
    "Swedish": """
Hej, jag har fortfarande inte fått min beställning och undrar när den kommer fram.
Kan ni skicka fakturan till mig? Jag behöver den till min deklaration.
Tyvärr fungerar apparaten inte längre, fast jag köpte den för bara två veckor sedan.
Vi ber om ursäkt för förseningen och betalar tillbaka hela beloppet.
Mitt lösenord godkänns inte och ingen svarar på mina frågor sedan i går.
Jag vill säga upp mitt abonnemang vid månadens slut och få en skriftlig bekräftelse.
Rummet var smutsigt, värmen fungerade inte och frukosten var en besvikelse.
Vilka öppettider har butiken vid stationen under helgerna?
Tack så mycket för hjälpen, nu fungerar allting som det ska igen.
Pengarna drogs från kontot, men säljaren säger att han inget har fått.
Finns det något billigare pris för familjer med små barn?
Var snäll och ändra min adress, vi har nyligen flyttat.
""",
    "Danish": """
Goddag, jeg har stadig ikke modtaget min bestilling og vil gerne vide, hvornår den kommer.
Kan I sende mig regningen? Jeg skal bruge den til min selvangivelse.
Desværre virker apparatet ikke længere, selv om jeg købte det for to uger siden.
Vi beklager forsinkelsen og betaler hele beløbet tilbage til dig.
Min adgangskode bliver ikke godkendt, og ingen svarer på mine spørgsmål.
Jeg ønsker at opsige mit abonnement ved månedens udgang og få en skriftlig bekræftelse.
Værelset var snavset, varmen virkede ikke, og morgenmaden var en skuffelse.
Hvad er åbningstiderne for butikken ved stationen i helligdagene?
Mange tak for hjælpen, nu fungerer det hele igen, som det skal.
Jeg får ikke noe svar, og pakken er ennå ikke kommet fram til Norge.
Findes der en billigere pris for familier med små børn?
Vær venlig at ændre min adresse, vi er flyttet for nylig.
""",
    "Finnish": """
Hyvää päivää, en ole vieläkään saanut tilaustani ja haluaisin tietää, milloin se toimitetaan.
Voisitteko lähettää minulle laskun? Tarvitsen sitä veroilmoitusta varten.
Valitettavasti laite ei enää toimi, vaikka ostin sen vasta kaksi viikkoa sitten.
Pahoittelemme viivästystä ja palautamme teille koko summan mahdollisimman pian.
Salasanaani ei hyväksytä eikä kukaan vastaa kysymyksiini eilisestä lähtien.
Haluan irtisanoa sopimukseni kuukauden lopussa ja pyydän kirjallisen vahvistuksen.
Huone oli likainen, lämmitys ei toiminut ja aamiainen oli pettymys.
Mitkä ovat aseman lähellä olevan myymälän aukioloajat pyhinä?
Suuret kiitokset nopeasta avusta, nyt kaikki toimii taas niin kuin pitää.
Maksu veloitettiin tililtä, mutta myyjä sanoo, ettei ole saanut mitään.
Onko perheille, joilla on pieniä lapsia, olemassa halvempaa hintaa?
Muuttakaa osoitteeni, olemme äskettäin vaihtaneet asuntoa.
""",
    "Hungarian": """
Jó napot kívánok, még mindig nem kaptam meg a rendelésemet, és szeretném tudni, mikor érkezik.
El tudnák küldeni a számlát? Szükségem van rá az adóbevalláshoz.
Sajnos a készülék már nem működik, pedig csak két hete vásároltam.
Elnézést kérünk a késésért, a teljes összeget visszatérítjük önnek.
A jelszavamat nem fogadja el a rendszer, és tegnap óta senki sem válaszol a kérdéseimre.
Szeretném a hónap végével felmondani az előfizetésemet, kérek erről írásos igazolást.
A szoba piszkos volt, a fűtés nem működött, a reggeli pedig csalódást okozott.
Milyen a nyitvatartása az állomás melletti üzletnek az ünnepek alatt?
Nagyon köszönöm a gyors segítséget, most már minden úgy működik, ahogy kell.
A pénzt levonták a számlámról, de az eladó azt mondja, hogy semmit sem kapott.
Van olcsóbb díjszabás a kisgyermekes családoknak?
Kérem, módosítsák a címemet, mert nemrég elköltöztünk.
""",
    "Romanian": """
Bună ziua, încă nu am primit comanda mea și aș dori să știu când va fi livrată.
Îmi puteți trimite factura, vă rog? Am nevoie de ea pentru declarația de impozit.
Din păcate aparatul nu mai funcționează, deși l-am cumpărat acum două săptămâni.
Ne cerem scuze pentru întârziere și vă vom restitui întreaga sumă.
Parola mea nu este acceptată și nimeni nu răspunde la întrebările mele de ieri.
Vreau să renunț la abonament la sfârșitul lunii și cer o confirmare scrisă.
Camera era murdară, căldura nu mergea, iar micul dejun a fost dezamăgitor.
Care este programul magazinului de lângă gară în timpul sărbătorilor?
Mulțumesc mult pentru ajutor, acum totul merge din nou așa cum trebuie.
Banii au fost luați din cont, dar vânzătorul spune că nu a primit nimic.
Există un preț mai mic pentru familiile cu copii?
Vă rog să schimbați adresa mea, ne-am mutat de curând.
""",
    "Turkish": """
Merhaba, siparişim hâlâ gelmedi ve ne zaman teslim edileceğini öğrenmek istiyorum.
Bana faturayı gönderebilir misiniz? Vergi beyannamesi için gerekiyor.
Ne yazık ki cihaz artık çalışmıyor, oysa daha iki hafta önce satın almıştım.
Gecikme için özür dileriz, ücretin tamamını size geri ödeyeceğiz.
Şifrem kabul edilmiyor ve dünden beri kimse sorularıma cevap vermiyor.
Aboneliğimi ay sonunda iptal etmek ve yazılı onay almak istiyorum.
Oda kirliydi, kalorifer çalışmıyordu ve kahvaltı hayal kırıklığıydı.
Tatil günlerinde istasyonun yanındaki mağazanın çalışma saatleri nedir?
Yardımınız için çok teşekkür ederim, şimdi her şey yeniden çalışıyor.
Para hesabımdan çekildi ama satıcı hiçbir şey almadığını söylüyor.
Küçük çocuklu aileler için daha ucuz bir tarife var mı?
Lütfen adresimi değiştirin, yakın zamanda taşındık.
""",
}

OTHER_SCRIPTS = """
Здравствуйте, мой заказ до сих пор не пришёл. Подскажите, пожалуйста, где он?
Спасибо за ожидание, мы вернём вам деньги в течение пяти дней.
Добрий день, я хочу змінити адресу доставки.
Καλησπέρα, δεν λειτουργεί η σύνδεσή μου από χθες το βράδυ.
Ευχαριστούμε για την υπομονή σας, ο τεχνικός θα έρθει αύριο.
سلام، سفارش من هنوز نرسیده است. لطفاً بررسی کنید.
ممنون از صبر شما، مبلغ تا فردا برگشت داده می‌شود.
مرحباً، لم يصل طلبي بعد، هل يمكنكم المساعدة؟
شكراً لكم، سوف نرسل لكم بديلاً غداً.
שלום, החשבונית שלי שגויה, אפשר לתקן אותה?
नमस्ते, मेरा ऑर्डर अभी तक नहीं पहुँचा है। कृपया देखिए।
धन्यवाद, आपका पैसा दो दिन में वापस आ जाएगा।
নমস্কার, আমার ইন্টারনেট কাজ করছে না।
வணக்கம், எனது கட்டணம் தவறாக உள்ளது.
สวัสดีค่ะ สินค้าของฉันยังไม่มาถึง
您好，我的订单还没有到，请帮我查一下。
谢谢您的耐心等待，退款将在三天内到账。
こんにちは、注文した商品がまだ届いていません。
ありがとうございます。明日までに返金いたします。
안녕하세요, 주문한 상품이 아직 오지 않았어요.
감사합니다. 내일까지 환불해 드리겠습니다.
Xin chào, đơn hàng của tôi vẫn chưa đến.
"""

CODES = """
Order 502-2345678-9012345, tracking number 1Z999AA10123456784, invoice INV-2024-00317.
Model SM-G991B/DS, part no. WH-1000XM4, firmware v2.3.11-rc1, serial C02XK1ZJJGH5.
Flight LH1234 to FRA, booking reference X7QK2P, seat 14C. IBAN DE89 3704 0044 0532 0130 00.
http://www.example.com/path?id=12345 user@example.com ftp://mirror.example.org/pub/linux/x86_64
error 0x80070057 at line 42; /usr/lib/x86_64-linux-gnu/libgtk-x11-2.0.so.0; sudo apt-get install xfce4
lol thx u r gr8, pls fix asap!!! btw idk wtf hmm ok k thnx brb ty np tbh imo fyi omg
LCD TV, USB-C, HDMI, PDF, SMS, ATM, PIN, CVV, DVD, RGB, JPG, XML, HTML, KYC, BMW, GPS, DHL, FedEx, UPS
"""


def sentences() -> list[str]:
    """All sentences that are not English, one by one."""
    texts = [*SENTENCES.values(), *FURTHER.values(), OTHER_SCRIPTS]
    return [line for text in texts for line in text.splitlines() if line]
