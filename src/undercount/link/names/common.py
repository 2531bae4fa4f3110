"""The commonest given names of Arabic with how they are romanised, and their abbreviations.

Typed in from general knowledge, not drawn from any list of people. A name is here because another common one looks like it (Hasan and
Husain), so that the two are told apart without a list to learn from, or because its romanisation does not follow from its letters.
"""

from __future__ import annotations

# A name and its romanisations between strokes; near spellings are found by their letters.
_NAMES = """
محمد muhammad mohammed mohamad mohammad mehmet | محمود mahmoud mahmud | احمد ahmad ahmed | حمد hamad | حامد hamed hamid
حميد hamid hameed | حمدان hamdan | حمدي hamdi | حماد hammad hamad | حمزه hamza | مصطفي mustafa moustafa | علي ali | علا ola | علاء alaa ala
حسن hassan hasan | حسين hussein husayn hussain | حسان hassaan hassan hasan | حسني husni hosni | حسام husam hossam | ابراهيم ibrahim ebrahim
خليل khalil | خالد khaled khalid | يوسف yousef youssef yusuf | يونس younis younes yunus | يحيي yahya yehia | ياسين yassin yaseen
ياسر yasser yasir | عمر omar umar | عمرو amr amro | عمار ammar | عامر amer | امير amir ameer | اميره amira ameera
امين amin ameen | امينه amina | عمران imran omran | عثمان othman uthman osman | سعد saad sad | سعيد said saeed saeid
سعاد suad souad | سعيده saida | سالم salem salim | سليم saleem salim | سلامه salama | سلام salam | سلمان salman
سليمان suleiman sulayman soliman | سلمي salma | سلوي salwa | سامي sami samy | سامر samer | سمير samir sameer | سميره samira
سميه sumaya somaya sumayya | سمر samar | سماح samah | سهام siham | سهي suha soha | سهيل suhail | كريم karim kareem | كريمه karima
كرم karam | كمال kamal | كامل kamel kamil | جمال jamal gamal | جميل jamil jameel | جميله jamila | جلال jalal galal
جابر jaber jabir | جهاد jihad | رامي rami ramy | رامز ramez ramiz | رمزي ramzi | رمضان ramadan | رائد raed raid
راشد rashed rashid | رشيد rasheed | رشاد rashad | رشا rasha | رشدي rushdi | رانيا rania ranya | رنا rana | رنده randa | رهف rahaf
رفيق rafiq rafeeq | رافت raafat rafat | رياض riyad riad | ريم reem rim | ريما rima reema | ريماس rimas remas | روان rawan
زياد ziad ziyad | زيد zaid zayd | زايد zayed | زيدان zaidan | زين zain zein | زينب zainab zeinab zaynab | زينه zeina zina
زكريا zakaria zakariya | زكي zaki | زهير zuhair zuheir | زهره zahra | عادل adel adil | عدنان adnan | عدي uday odai
عبيده ubaida obaida | عبير abeer abir | عايشه aisha aysha | عائشه aisha ayesha | عاطف atef atif | عصام issam essam isam
عصمت ismat | عزام azzam | عماد imad emad | عوض awad | عوده odeh awda ouda | عيسي issa eissa isa | عيد eid | غسان ghassan
غازي ghazi | فادي fadi | فاديه fadia | فاطمه fatima fatma fatmeh | فارس fares faris | فراس firas feras | فريد farid fareed
فريده farida | فرح farah | فرج faraj | فتحي fathi | فتحيه fathia | فوزي fawzi fauzi | فوزيه fawzia | فؤاد fouad fuad
فواد fouad fuad | فيصل faisal faysal | فايز fayez faiz | فهد fahd fahad | فضل fadl | قاسم qasem qassem kassem | لؤي luay loay
لوي luay loay | ليلي laila layla leila | لينا lina leena | ليان layan lian | ليث laith layth | لما lama | لمي lama luma
ماجد majed majid | ماجده majida | مجد majd | مجدي majdi magdi | مجيد majeed | محسن mohsen muhsin | مروان marwan | مروه marwa
مريم mariam maryam maryam miriam | مرام maram | مني mona muna | منال manal | منار manar | منير munir mounir | منيره munira
منصور mansour mansur | ماهر maher mahir | مها maha | مهند muhannad mohanad | موسي musa mousa moussa | مؤمن mumin moamen
مومن mumin moamen | مؤيد muayad moayad | معاذ muath moaz muadh | معتز mutaz moataz | ملك malak | مالك malek malik | ميس mais mays
ميساء maysa maisa | ميرا mira | ناصر nasser naser nasir | نصر nasr | نصار nassar | ناديه nadia | نادر nader nadir
نبيل nabil nabeel | نبيله nabila | نضال nidal | نعيم naim naeem | نعمه nima | نجوي najwa | نجلاء najla | نهي nuha noha
نهله nahla | نوال nawal | نور nour noor nur | نورا nora noura | نوره nora noura | هاشم hashem hashim | هاني hani
هشام hisham hesham | هيثم haitham haytham | هبه hiba heba | هدي huda hoda | هديل hadeel hadil | هند hind | هناء hana hanaa
وائل wael wail | وايل wael wail | وسام wissam wesam | وسيم wasim waseem | وليد walid waleed | وفاء wafa wafaa | ولاء walaa wala
وداد widad | طارق tareq tariq tarek | طلال talal | طه taha | طاهر taher tahir | ايمن ayman aiman | ايمان iman eman
ايهاب ihab ehab | اياد iyad eyad | ايه aya ayah | الاء alaa ala | امال amal | امل amal | اماني amani | امجد amjad | انس anas
انور anwar | اسعد asaad asad | اسامه osama usama | اسماء asma asmaa | اسماعيل ismail ismael | اسلام islam eslam
اسراء israa esraa | اشرف ashraf | اكرم akram | ادم adam | ادهم adham | اسيل aseel asil | احلام ahlam | بلال bilal belal
براء baraa bara | بسام bassam | بسمه basma basmah | بشار bashar | بشير bashir basheer | بدر badr bader | باسل basel basil
باسم basem basim | بتول batoul batool | بيان bayan | تامر tamer tamir | تالا tala | تيسير tayseer taysir | توفيق tawfiq toufic
تهاني tahani | حنان hanan | حنين haneen hanin | حلا hala | حاتم hatem hatim | حبيب habib habeeb | حازم hazem hazim
حلمي hilmi helmi | خديجه khadija khadijah | خلود khulood khouloud | خميس khamis khamees | داود dawood daoud dawud | دعاء duaa doaa
ديما dima deema | دينا dina | دنيا dunya donia | دلال dalal | شادي shadi | شاديه shadia | شام sham | شهد shahd shahed
شيماء shaima shaimaa | شيرين shirin shireen | شريف sharif shareef | شعبان shaban shaaban | صالح saleh salih | صلاح salah
صابر saber sabir | صبحي subhi sobhi | صبري sabri | صفاء safaa safa | صفيه safia safiya | ضياء diaa diya dia | عاصم asem asim
عاهد ahed | عطا ata atta | عفاف afaf | غاده ghada | غيث ghaith | جواد jawad | جنان jinan | جنا jana | جني jana | جوري jouri joury
جورج george | حياه hayat | رغد raghad | رزان razan | رؤي ruaa roaa | رباب rabab | ربيع rabie rabi | رجاء raja rajaa | سوسن sawsan
سناء sanaa sana | سندس sundus | ساره sara sarah | سحر sahar | سيف saif sayf | شحاده shehadeh shahada shehada | شحده shehda shehada
طلعت talat talaat | عبله abla | عزيز aziz | عزيزه aziza | رحيم rahim | رحمه rahma | لطيف latif | لطيفه latifa | مسعود masoud
معين muin moein moin | نسرين nisreen nesrin | نسيم nasim nassim | نهاد nihad | هلا hala | يسري yusri | يسرا yusra | يزن yazan
يمني yumna | جودت jawdat | رافع rafi | عايد ayed | عواد awwad awad | بهاء bahaa baha | صهيب suhaib sohaib
مينا mina meena | هادي hadi hady | مهدي mahdi mehdi | ساميه samia samiya | سامح sameh samih | ايناس enas inas einas | اكرام ikram ekram
راما rama | رضا rida reda | دانا dana | فاروق farouq farouk faruq | صباح sabah | ورد ward | ورده warda wardeh | زكيه zakia zakiya
رنيم raneem ranim | رند rand | رولا rola rula | حمود hammoud hamoud | حموده hamouda hammouda hammoudeh | سعدي saadi | سعده saada
جبر jabr jaber | جبريل jibril jebril | جليل jalil jaleel | طالب taleb talib | راجي raji | رجب rajab | راغب ragheb raghib | نائل nael nail
نايل nael nail nayel | نبيه nabih nabeeh | نزار nizar | نذير nazir natheer | منذر munther munzir | مازن mazen mazin | مراد murad mourad
محاسن mahasen mahasin | قيس qais qays kais | قصي qusay qusai kusai | كاظم kazem kadhim kathem | عباس abbas | عبود abboud aboud
غالب ghaleb ghalib | فداء fida fidaa | فدوي fadwa | فاضل fadel fadil | باسمه basima bassima | تمام tammam tamam | تميم tamim tameem
تحسين tahseen tahsin | ياسمين yasmin yasmeen | يزيد yazid yazeed | يامن yamen yamin | شكري shukri shokri | شاكر shaker shakir | ايات ayat
الهام ilham elham | انتصار intisar entisar | ابتسام ibtisam ebtisam | اريج areej arij | اروي arwa | اسرار asrar | جمانه jumana jomana
هيا haya | هويدا huwaida howayda | ناهد nahed nahid | نجيب najib najeeb | نجاح najah | ناجي naji nagi | نمر nimr nimer | رسمي rasmi
رسميه rasmia rasmiya | صابرين sabrin sabreen | ساجد sajed sajid | ساجده sajida sajeda | سوار siwar | ربي ruba roba | رابعه rabia rabeea
رايد raed raid | سهير suhair sohair | ساهر saher | ملكه malika | جمعه jumaa juma jomaa | خضر khader khadr khidr | حمده hamda hamdeh
حميده hamida hameeda | حكيم hakim hakeem | حكم hakam | حسناء hasna hasnaa | حسنيه husnia hosnia husniya | وليده walida waleeda
خالده khalida khaleda | كامله kamla kamila kamela | مسعوده masouda | سليمه salima saleema | سالمه salma salima | حسنه hasna hasana
عامره amira amera | حليمه halima haleema | حلمه hilma | كوثر kawthar kawsar | منصوره mansoura | رمزيه ramzia ramziya | صالحه saliha saleha
"""

# Clippings and abbreviations, as they are written with or without a full stop.
_SHORT = {
    "mhd": "محمد",
    "md": "محمد",
    "moh": "محمد",
    "mohd": "محمد",
    "muhd": "محمد",
    "mohmd": "محمد",
    "moha": "محمد",
    "mo": "محمد",
    "mahm": "محمود",
    "mhmd": "محمد",
    "ahmd": "احمد",
    "ibr": "ابراهيم",
    "ibrahm": "ابراهيم",
    "hus": "حسين",
    "khal": "خليل",
}

# An alef and lam that belong to the name itself.
NOT_ARTICLE = frozenset({"الهام", "الاء", "الفت", "الياس", "الين", "اليسا", "اليسار", "الما", "الماس", "الله", "الف"})


def names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each name with its romanisations; the same name in two Arabic spellings, as with and without hamza, stands twice."""
    entries = (entry.split() for line in _NAMES.strip().splitlines() for entry in line.split("|"))
    return tuple((entry[0], tuple(entry[1:])) for entry in entries)


def short_forms() -> dict[str, str]:
    """Return the abbreviations in Latin letters and the Arabic name that each stands for."""
    return dict(_SHORT)
