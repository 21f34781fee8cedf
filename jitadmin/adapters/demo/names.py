"""First and last names for the made-up company, by language, so that no person of it is anybody real."""

from typing import NamedTuple


class Language(NamedTuple):
    """Names that go together. A name whose Latin spelling is no plain transcription is ``native|latin``."""

    code: str
    share: int
    given: str
    family: str


LANGUAGES = (
    Language(
        "en-GB",
        26,
        "Alice Bethan Callum Dylan Edith Fergus Gemma Harriet Isla Jasper Kieran Lorna Morag Nigel Orla Philippa"
        " Rhys Saoirse Tamsin Una Violet Winifred",
        "Ashdown Blackwood Carrow Dunmore Ellerby Fairholme Garrick Hollis Inchbald Kilbride Lockhart Marlowe"
        " Nethercott Oakes Penhaligon Quayle Ravenscroft Selwyn Thackeray Underhay Wetherby Yarrow",
    ),
    Language(
        "de-DE",
        22,
        "Anke Björn Clara Dörte Emil Friederike Götz Hannelore Ingo Jürgen Käthe Lennart Mareike Nils Ortrun Philipp"
        " Rüdiger Sönke Tjark Ulrike Wiebke",
        "Achterberg Bömelburg Claasen Dröge Ehlers Feddersen Groß Harmsen Iversen Jäger Köhnke Lüders Möllendorf"
        " Nissen Ohlsen Petersdorf Quast Rüter Süßmann Tönnies Vogt",
    ),
    Language(
        "nb-NO",
        14,
        "Åse Bjørg Eirik Frøydis Gunnar Håkon Ingrid Jørn Kjersti Ørjan Ragnhild Sølvi Torbjørn Vegard",
        "Aasen Bjørnstad Dæhlen Engebråten Fjærestad Grønneberg Håvardsholm Kvåle Lønning Myrvold Nygård Østby"
        " Rødseth Skjæveland",
    ),
    Language(
        "es-ES",
        14,
        "Álvaro Begoña Íñigo Carmen Débora Íker Gonzalo Inés Jesús Lucía Nuria Óscar Rocío Úrsula",
        "Aguirre Bermúdez Carreño Domínguez Escudero Fernández-Peña Gálvez Ibáñez Luján Muñoz Núñez Ordóñez Peñalver"
        " Zúñiga",
    ),
    Language(
        "fr-FR",
        14,
        "Aurélie Benoît Chloé Désiré Éloïse François Gaëlle Hélène Jérôme Léa Maëlys Noémie Océane Rémi",
        "Aubépin Bélanger Chênevert d’Argencourt Équilbec Fontanès Gaudréau L’Hérault Lefèvre Maréchal Noël Péronnet"
        " Sévigny Thiérache",
    ),
    Language(
        "pl-PL",
        12,
        "Agnieszka Błażej Dąbrówka Elżbieta Grażyna Łukasz Małgorzata Przemysław Sławomir Świętosława Wojciech Żaneta",
        "Ciećwierz Dąbrowiecki Gołąbek Jędrzejczyk Kłosowicz Łęcki Mączyński Późniak Rybiński Śliwczyński Wężyk"
        " Żółtowski",
    ),
    Language(
        "tr-TR",
        10,
        "Ayşegül Burçin Çağla Doğukan Gökçe İlker Nurşen Ömer Şebnem Tuğba",
        "Akyıldız Bağcıoğlu Çetinsoy Dağdelen Gümüşay İnceoğlu Kızılırmaklı Öztürkmen Şahbaz Yağmurcu",
    ),
    Language(
        "pt-PT",
        10,
        "Afonso Beatriz Conceição Gonçalo Inácio Joaquim Lourenço Mónica Simão Tomé",
        "Alvarenga Brandão Coutinho Falcão Guimarães Leitão Magalhães Noronha Simões Taveira",
    ),
    Language(
        "cs-CZ",
        8,
        "Božena Čeněk Dušan Květa Ondřej Radmila Štěpán Žofie",
        "Běloun Čapkovec Dvořáčík Hruška Kříženecký Řeháček Šťastnoch Žižlavský",
    ),
    Language(
        "vi-VN",
        8,
        "Ánh Bảo Đức Hạnh Khánh Ngọc Quỳnh Thảo",
        "Nguyễn Trần Phạm Huỳnh Đặng Bùi Đỗ Vũ",
    ),
    Language(
        "yo-NG",
        8,
        "Adébáyọ̀ Bọ́lánlé Dámilọ́lá Fúnmiláyọ̀ Kẹ́hìndé Olúwaṣeun Ṣadé Táíwò",
        "Adéyẹmí Balógun Ẹ̀gbẹ́dá Fágbẹ́mi Ìlọ̀rí Ògúnbíyí Ọláníyan Ṣótúndé",
    ),
    Language(
        "hi-IN",
        8,
        "Aarav Bhavna Devendra Gauri Ishaan Kavita Meera Nikhil",
        "Acharyaji Bhardwajan Chaudhuran Deshmukhi Kulkarnee Mahajani Pendsekar Rajadhyax",
    ),
    Language(
        "ja-JP",
        7,
        "美咲|Misaki 健太|Kenta 陽子|Yoko 大輔|Daisuke 彩香|Ayaka 拓真|Takuma 千夏|Chinatsu",
        "海野|Unno 潮田|Shioda 波多江|Hatae 浜岡|Hamaoka 磯村|Isomura 渡会|Watarai 入江|Irie",
    ),
    Language(
        "uk-UA",
        7,
        "Оксана|Oksana Богдан|Bohdan Зоряна|Zoriana Тарас|Taras Соломія|Solomiia Остап|Ostap Ярина|Yaryna",
        "Береговенко|Berehovenko Гайдамашко|Haidamashko Криничанська|Krynychanska Морозюк|Moroziuk"
        " Прибережна|Pryberezhna Хвилюк|Khvyliuk Щедренко|Shchedrenko",
    ),
    Language(
        "el-GR",
        5,
        "Ελένη|Eleni Θάνος|Thanos Καλλιόπη|Kalliopi Νίκος|Nikos Φωτεινή|Foteini",
        "Θαλασσινού|Thalassinou Κυματίδης|Kymatidis Λιμενάρη|Limenari Πελαγίδης|Pelagidis Ψαρουδάκη|Psaroudaki",
    ),
    Language(
        "ar-EG",
        5,
        "ليلى|Layla طارق|Tariq نادية|Nadia ياسر|Yasir هالة|Hala",
        "البحيري|Elbeheiri الشاطئي|Elshatei المرسي|Elmarsy الملاح|Elmallah الموجي|Elmougy",
    ),
    Language(
        "he-IL",
        4,
        "יעל|Yael אורי|Uri נעמה|Naama גיל|Gil",
        "גלבוע|Gilboa חופי|Hofi ימיני|Yamini שונית|Shunit",
    ),
)
