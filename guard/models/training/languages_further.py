"""A few own sentences each in further languages of Latin script, and names from many countries.

They keep the gibberish model from taking a language or a name for noise because it has met neither.
"""

FURTHER = {
    "Norwegian": """
Hei, jeg har fortsatt ikke fått pakken min og lurer på når den kommer fram.
Kan dere sende meg fakturaen? Jeg trenger den til skattemeldingen.
Passordet mitt virker ikke, og ingen svarer på spørsmålene mine siden i går.
Jeg vil gjerne si opp abonnementet og få pengene tilbake så snart som mulig.
Tusen takk for hjelpen, nå fungerer alt igjen som det skal.
""",
    "Icelandic": """
Góðan daginn, ég hef ekki enn fengið pöntunina mína og vil vita hvenær hún kemur.
Getið þið sent mér reikninginn? Ég þarf hann fyrir skattskýrsluna.
Lykilorðið mitt virkar ekki og enginn svarar mér síðan í gær.
Ég vil segja upp áskriftinni og fá endurgreitt sem fyrst, takk fyrir hjálpina.
""",
    "Croatian": """
Dobar dan, još nisam dobio svoju narudžbu i htio bih znati kada će stići.
Možete li mi poslati račun? Treba mi za poreznu prijavu.
Moja lozinka ne radi i nitko mi ne odgovara na pitanja od jučer.
Želim otkazati pretplatu i dobiti povrat novca što je prije moguće.
Hvala vam lijepa na pomoći, sada opet sve radi kako treba.
""",
    "Slovak": """
Dobrý deň, stále som nedostal svoju objednávku a chcel by som vedieť, kedy príde.
Môžete mi poslať faktúru? Potrebujem ju k daňovému priznaniu.
Moje heslo nefunguje a od včera mi nikto neodpovedá na otázky.
Chcem zrušiť predplatné a dostať peniaze späť čo najskôr, ďakujem pekne.
""",
    "Slovenian": """
Dober dan, svojega naročila še vedno nisem prejel in bi rad vedel, kdaj bo prišlo.
Mi lahko pošljete račun? Potrebujem ga za davčno napoved.
Moje geslo ne deluje in od včeraj mi nihče ne odgovori na vprašanja.
Rad bi odpovedal naročnino in čim prej dobil denar nazaj, najlepša hvala za pomoč.
""",
    "Lithuanian": """
Laba diena, vis dar negavau savo užsakymo ir norėčiau sužinoti, kada jis atkeliaus.
Ar galite atsiųsti sąskaitą faktūrą? Man jos reikia mokesčių deklaracijai.
Mano slaptažodis neveikia ir nuo vakar niekas neatsako į mano klausimus.
Noriu nutraukti prenumeratą ir kuo greičiau susigrąžinti pinigus, ačiū už pagalbą.
""",
    "Latvian": """
Labdien, es joprojām neesmu saņēmis savu pasūtījumu un gribētu zināt, kad tas pienāks.
Vai varat atsūtīt rēķinu? Man to vajag nodokļu deklarācijai.
Mana parole nedarbojas, un kopš vakardienas neviens neatbild uz maniem jautājumiem.
Vēlos atcelt abonementu un pēc iespējas ātrāk saņemt naudu atpakaļ, paldies par palīdzību.
""",
    "Estonian": """
Tere päevast, ma ei ole ikka veel oma tellimust kätte saanud ja tahaksin teada, millal see tuleb.
Kas te saaksite mulle arve saata? Mul on seda tuludeklaratsiooni jaoks vaja.
Minu parool ei tööta ja eilsest saadik ei vasta keegi minu küsimustele.
Soovin tellimuse lõpetada ja raha tagasi saada, suur aitäh abi eest.
""",
    "Catalan": """
Bon dia, encara no he rebut la meva comanda i voldria saber quan arribarà.
Em podeu enviar la factura? La necessito per a la declaració de la renda.
La meva contrasenya no funciona i ningú no respon les meves preguntes des d'ahir.
Vull cancel·lar la subscripció i que em torneu els diners, moltes gràcies per l'ajuda.
""",
    "Basque": """
Egun on, oraindik ez dut nire eskaera jaso eta noiz iritsiko den jakin nahi nuke.
Bidaliko al didazue faktura? Errenta aitorpenerako behar dut.
Nire pasahitzak ez du funtzionatzen eta atzotik inork ez die nire galderei erantzuten.
Harpidetza bertan behera utzi nahi dut eta dirua itzultzea, eskerrik asko laguntzagatik.
""",
    "Welsh": """
Bore da, nid wyf wedi derbyn fy archeb eto a hoffwn wybod pryd y bydd yn cyrraedd.
Allwch chi anfon yr anfoneb ataf os gwelwch yn dda? Mae ei hangen arnaf ar gyfer fy nhreth.
Nid yw fy nghyfrinair yn gweithio ac nid oes neb yn ateb fy nghwestiynau ers ddoe.
Rydw i eisiau canslo fy nhanysgrifiad a chael fy arian yn ôl, diolch yn fawr am eich help.
""",
    "Irish": """
Dia duit, níl mo phacáiste faighte agam fós agus ba mhaith liom fios a bheith agam cathain a thiocfaidh sé.
An féidir leat an sonrasc a chur chugam? Tá sé ag teastáil uaim do mo chuid cánach.
Níl mo phasfhocal ag obair agus níl aon duine ag freagairt mo cheisteanna ó inné.
Ba mhaith liom an síntiús a chur ar ceal agus mo chuid airgid a fháil ar ais, go raibh maith agat.
""",
    "Albanian": """
Mirëdita, ende nuk e kam marrë porosinë time dhe dua të di se kur do të vijë.
A mund të më dërgoni faturën? Më duhet për deklaratën e tatimeve.
Fjalëkalimi im nuk punon dhe askush nuk u përgjigjet pyetjeve të mia që nga dje.
Dua ta anuloj abonimin dhe të marr paratë mbrapsht sa më shpejt, faleminderit për ndihmën.
""",
    "Indonesian": """
Selamat pagi, saya belum menerima pesanan saya dan ingin tahu kapan akan dikirim.
Bisakah Anda mengirimkan fakturnya? Saya membutuhkannya untuk laporan pajak.
Kata sandi saya tidak bisa dipakai dan tidak ada yang menjawab pertanyaan saya sejak kemarin.
Saya mau membatalkan langganan dan minta uang kembali, terima kasih banyak atas bantuannya.
Barangnya rusak waktu sampai di rumah, tolong segera diganti dengan yang baru ya.
""",
    "Tagalog": """
Magandang umaga po, hindi ko pa natatanggap ang aking order at gusto kong malaman kung kailan ito darating.
Maaari po bang ipadala ninyo sa akin ang resibo? Kailangan ko ito para sa buwis.
Hindi gumagana ang password ko at walang sumasagot sa mga tanong ko mula pa kahapon.
Gusto ko pong kanselahin ang subscription at maibalik ang pera ko, maraming salamat sa tulong ninyo.
""",
    "Swahili": """
Habari za asubuhi, bado sijapokea bidhaa niliyoagiza na ningependa kujua itafika lini.
Je, mnaweza kunitumia ankara? Ninaihitaji kwa ajili ya kodi yangu.
Nenosiri langu halifanyi kazi na hakuna mtu anayejibu maswali yangu tangu jana.
Ninataka kusitisha usajili wangu na kurudishiwa pesa zangu haraka, asante sana kwa msaada wenu.
""",
    "Vietnamese": """
Xin chào, tôi vẫn chưa nhận được đơn hàng của mình và muốn biết khi nào hàng sẽ đến.
Bạn có thể gửi hóa đơn cho tôi không? Tôi cần nó để khai thuế.
Mật khẩu của tôi không dùng được và từ hôm qua không ai trả lời câu hỏi của tôi.
Tôi muốn hủy gói đăng ký và được hoàn tiền càng sớm càng tốt, cảm ơn bạn đã giúp đỡ.
toi chua nhan duoc hang, khi nao thi giao vay shop oi, gui cho minh ma van don nhe
""",
    "Hausa": """
Barka da safiya, har yanzu ban karbi kayan da na saya ba kuma ina so in san lokacin da za su iso.
Za ku iya aiko mini da takardar kudin? Ina bukatar ta saboda haraji.
Kalmar sirri ta ba ta aiki kuma babu wanda ya amsa tambayoyina tun jiya.
Ina so a mayar mini da kudina da wuri, na gode sosai da taimakonku.
""",
    "Yoruba": """
Ẹ káàárọ̀, mi ò tíì rí ọjà tí mo rà gbà, mo sì fẹ́ mọ ìgbà tí yóò dé.
Ṣé ẹ lè fi ìwé owó náà ránṣẹ́ sí mi? Mo nílò rẹ̀ fún owó orí mi.
Ọ̀rọ̀ aṣínà mi kò ṣiṣẹ́, kò sì sí ẹni tó dáhùn ìbéèrè mi láti àná.
E jowo, mo fe gba owo mi pada ni kiakia, e se pupo fun iranlowo yin.
""",
    "Zulu": """
Sawubona, angikakayitholi impahla engiyi-odile futhi ngicela ukwazi ukuthi izofika nini.
Ningangithumelela i-invoyisi? Ngiyayidinga ngenxa yentela yami.
Iphasiwedi yami ayisebenzi futhi akekho ophendula imibuzo yami kusukela izolo.
Ngifuna ukukhansela bese ngibuyiselwa imali yami ngokushesha, ngiyabonga kakhulu ngosizo lwenu.
""",
    "Hindi in Latin letters": """
Namaste, mera order abhi tak nahi aaya hai, kab tak delivery hogi bata dijiye.
Mujhe bill bhej dijiye please, tax ke liye chahiye tha kal tak.
Bhai paise kat gaye lekin recharge nahi hua, koi jawab bhi nahi de raha hai kal se.
Mera password kaam nahi kar raha, kya aap meri madad kar sakte hain? Bahut bahut dhanyavaad.
Yeh saman toota hua mila hai mujhe, isko wapas karna hai aur paisa chahiye.
""",
    "Japanese in Latin letters": """
Konnichiwa, chuumon shita shouhin ga mada todoite imasen, itsu todoku ka oshiete kudasai.
Seikyuusho wo okutte itadakemasu ka? Kakutei shinkoku ni hitsuyou desu.
Pasuwaado ga tsukaenakute, kinou kara dare mo shitsumon ni kotaete kuremasen.
Keiyaku wo kaiyaku shite henkin shite hoshii desu, yoroshiku onegai shimasu, arigatou gozaimashita.
""",
    "Chinese in Latin letters": """
Ni hao, wo hai mei you shou dao wo de dingdan, qing wen shenme shihou neng dao?
Nimen keyi ba fapiao fa gei wo ma? Wo xuyao yong lai baoshui.
Wo de mima bu neng yong le, cong zuotian kaishi meiyou ren huida wo de wenti.
Wo xiang quxiao dingyue bingqie tuikuan, feichang ganxie nimen de bangzhu, xiexie.
""",
    "Arabic in Latin letters": """
Salam alaikum, lissa ma wasalni el order bta3i, momken a3raf emta hayousal?
Mumkin teb3atouli el fatoura law sama7t? Me7tagha 3ashan el dara2eb.
El password mesh shaghal w ma7adesh biyrod 3alaya men embare7.
Ana 3ayez alghi el eshterak w arga3 felousi b asra3 wa2t, shukran gazilan.
Wallah ya akhi hada mushkila kabira, inshallah bukra nihal il mawdu3.
""",
    "Afrikaans": """
Goeiedag, ek het nog steeds nie my bestelling ontvang nie en wil graag weet wanneer dit sal kom.
Kan julle asseblief die rekening vir my stuur? Ek het dit nodig vir my belasting.
My wagwoord werk nie en niemand beantwoord my vrae sedert gister nie.
Ek wil my intekening kanselleer en my geld terugkry, baie dankie vir die hulp.
""",
    "Maltese": """
Bonġu, għadni ma rċevejtx l-ordni tiegħi u nixtieq inkun naf meta se tasal.
Tistgħu tibagħtuli l-fattura jekk jogħġbok? Għandi bżonnha għat-taxxa.
Il-password tiegħi ma taħdimx u ħadd ma qed iwieġeb il-mistoqsijiet tiegħi mill-bieraħ.
Irrid nikkanċella l-abbonament u nieħu lura flusi, grazzi ħafna tal-għajnuna.
""",
    "Somali": """
Subax wanaagsan, weli ma helin alaabtii aan dalbaday waxaanan rabaa inaan ogaado goorta ay imanayso.
Ma ii soo diri kartaan biilka? Waxaan u baahanahay cashuurta.
Lambarka sirta ahi ma shaqaynayo, cidna ugama jawaabin su'aalahayga tan iyo shalay.
Waxaan rabaa in lacagtayda la ii soo celiyo, aad baad ugu mahadsan tihiin caawimada.
""",
    "Haitian Creole": """
Bonjou, mwen poko resevwa kòmand mwen an e mwen ta renmen konnen kilè l ap rive.
Èske nou ka voye fakti a ban mwen? Mwen bezwen li pou taks mwen.
Modpas mwen an pa mache epi pèsonn pa reponn kesyon mwen yo depi yè.
Mwen vle anile abònman an epi pran lajan m tounen, mèsi anpil pou èd nou.
""",
    "Azerbaijani": """
Salam, sifarişimi hələ də almamışam və nə vaxt çatacağını bilmək istəyirəm.
Mənə fakturanı göndərə bilərsiniz? Vergi bəyannaməsi üçün lazımdır.
Şifrəm işləmir və dünəndən bəri heç kim suallarıma cavab vermir.
Abunəliyi ləğv edib pulumu geri almaq istəyirəm, köməyiniz üçün çox sağ olun.
""",
    "Uzbek": """
Assalomu alaykum, buyurtmam hali ham kelmadi, qachon yetkazib berilishini bilmoqchi edim.
Menga hisob-fakturani yubora olasizmi? Soliq uchun kerak edi.
Parolim ishlamayapti va kechadan beri hech kim savollarimga javob bermayapti.
Obunani bekor qilib, pulimni qaytarib olmoqchiman, yordamingiz uchun katta rahmat.
""",
    "Malagasy": """
Salama tompoko, mbola tsy voaraiko ny entana nividianako ary tiako ho fantatra hoe rahoviana no ho tonga.
Azonareo alefa amiko ve ny faktiora? Mila azy aho noho ny hetra.
Tsy mandeha ny teny miafina ary tsy misy mamaly ny fanontaniako hatramin'ny omaly.
Te hanafoana ny famandrihana aho ka haveriny ny volako, misaotra betsaka tamin'ny fanampiana.
""",
    "Maori": """
Kia ora, kāore anō taku ota kia tae mai, ā, e hiahia ana au ki te mōhio āhea tae mai ai.
Ka taea e koe te tuku mai i te nama? E hiahiatia ana mō aku tāke.
Kāore taku kupuhipa e mahi ana, ā, kāore he tangata i whakautu i aku pātai mai inanahi.
E pīrangi ana au ki te whakakore i te ohaurunga, tēnā koutou mō te āwhina.
""",
    "Esperanto": """
Bonan tagon, mi ankoraŭ ne ricevis mian mendon kaj volus scii, kiam ĝi alvenos.
Ĉu vi povas sendi al mi la fakturon? Mi bezonas ĝin por mia impostdeklaro.
Mia pasvorto ne funkcias kaj neniu respondas al miaj demandoj ekde hieraŭ.
Mi volas nuligi la abonon kaj ricevi mian monon reen, multajn dankojn pro la helpo.
""",
}

NAMES = """
Nguyễn Thị Phương Thảo, Trần Quốc Bảo, Phạm Minh Châu, Wojciech Brzęczyszczykiewicz
Grzegorz Wiśniewski, Agnieszka Szymańska, Zdeněk Dvořák, Přemysl Otakar
Vlk Krč, Svetozár Hurban, Tvrtko Krstić, Srđan Vrhovac
Hrvoje Crnković, Živko Šubašić, Ljubiša Đorđević, Mihkel Õunapuu
Jüri Pärn, Kārlis Bērziņš, Žygimantas Kazlauskas, Eyjafjallajökull
Þórður Guðmundsson, Sigríður Jónsdóttir, Llanfairpwllgwyngyll, Rhys Llewellyn
Aberystwyth, Siobhán Ní Bhraonáin, Caoimhe Ó Súilleabháin, Tadhg Mac Giolla Phádraig
Dún Laoghaire, Niamh Breathnach, Chukwuemeka Okonkwo, Oluwaseun Adebayo
Nkechi Ezeudu, Kwame Nkrumah, Yaw Boateng, Ngozi Mbah
Thabo Mbeki, Nomzamo Mkhize, Sipho Ndlovu, Mpho Tshabalala
Bheki Khumalo, Rutendo Chikwanha, Wanjiru Kamau, Mwai Kibaki
Tewodros Gebreselassie, Abebe Bikila, Hailemariam Desalegn, Abdirahman Xirsi
Fartun Cabdullahi, Muqdisho, Priyanka Venkatasubramanian, Karthik Krishnamurthy
Thiruvananthapuram, Tiruchirappalli, Visakhapatnam, Subhash Chandrasekhar
Jayanth Rangaswamy, Gurpreet Dhillon, Harshvardhan Shrivastava, Lakshmi Iyer
Mohammad Zulfiqar, Abdul Qadir, Khurshid Hussain, Muzaffarabad
Khyber Pakhtunkhwa, Lkhagvasuren, Dzoldzaya, Xiuying Zhang
Zhiqiang Xu, Qingdao, Zhengzhou, Shijiazhuang
Guangzhou, Xinyi Huang, Ngai Cheung, Tsz Wing Kwok
Hyun-woo Kwon, Gyeonggi, Pyeongchang, Byung-hun Lee
Jeju, Takahiro Yamaguchi, Tsutsumi Ryuji, Kyushu
Fukushima, Maharani Wulandari, Surabaya, Yogyakarta
Nguyen Thi Hanh, Sukarnoputri, Somchai Srisuwan, Nakhon Ratchasima
Hjördis Åkesson, Björn Østergård, Bjørnstjerne, Kjetil Skjelbred
Søren Kjærgaard, Mjølnir, Växjö, Tromsø
Jyväskylä, Hämeenlinna, Väinö Pyykkönen, Hódmezővásárhely
Székesfehérvár, György Szabó, Zsófia Nagy, Nyíregyháza
Popocatépetl, Cuauhtémoc, Xochimilco, Tlaxcala
Oaxaca, Huitzilopochtli, Ixchel, Nezahualcóyotl
Quetzaltenango, Ouagadougou, N'Djamena, Bujumbura
Antananarivo, Ndjolé, Mbuji-Mayi, Mzuzu
Nkhotakota, Tlemcen, Ksar el Kebir, Schwetzingen
Pforzheim, Bad Kötzting, Gschwend, Schwyz
's-Hertogenbosch, IJmuiden, Scheveningen, Zwijndrecht
Worcestershire, Leicester, Cholmondeley, Knightsbridge
Schenectady, Poughkeepsie, Ypsilanti, Oconomowoc
Puyallup, Bydgoszcz, Szczecin, Łódź
Rzeszów, Krk, Plzeň, Trbovlje
Brno, Vršac, Ptuj, Štip
Gjirokastër, Shkodër, Xhaferi, Tbilisi
Mtskheta, Vrtanes, Mkhitaryan, Gyumri
Ashgabat, Qyzylorda, Ulaanbaatar, Bishkek
Dzhalal-Abad
"""

# Measured on, never learned.
ABBREVIATIONS = """
brb gtg ttyl
k np ty
wtf hmm idk tbh
ngl smh rn fr fr
pls dm me asap tyvm
rofl omg ikr
hmu l8r bb
nvm ffs lmk
plz hlp my acct is lckd
u r gr8 thx m8
cn u hlp me w my ordr pls
msg me wen its dn
afaik nbd imho
pfff tsk tsk psst shhh
hahahahahaha
zzzzzz
hmmmmm
aaaaargh noooo
yyyyessss!!!
mfg lg gn8
slt cv bjr mdr
tqm xq q tal tb
vlw flw blz kkkkk
jw bc idc abt tht
gr8 svc btw tysm xoxo
"""
