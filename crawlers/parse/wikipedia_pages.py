"""Which pages of a Wikipedia are no articles: main pages, and pages of namespaces ('Special:Search'), in every language."""

from __future__ import annotations

import unicodedata


def is_article(title: str, language: str) -> bool:
    """
    Whether ``title`` (with underscores or spaces) of the Wikipedia in ``language`` (its subdomain) is an article.

    A namespace's name is followed by its colon at once, a subtitle by a space ('Mission: Impossible'). In languages whose
    names are not listed here every colon without a space counts as a namespace's: there an article is lost now and then,
    and no search page ever trends.
    """
    name = _folded(title)
    if name in _MAIN_PAGES or name in _NO_TITLES:
        return False
    prefix, colon, rest = name.partition(":")
    if not colon:
        return True
    if prefix in _NAMESPACES:
        return False
    return language in _LANGUAGES or rest.startswith(" ") or not rest


def _folded(title: str) -> str:
    return " ".join(unicodedata.normalize("NFC", title).replace("_", " ").casefold().split())


# language: main pages outside of namespaces | names of namespaces that people visit (special, project, user, file, help,
# category, portal, template, talk). Those of English are understood by all Wikipedias.
_NAMES = """
en: Main Page | Special, Wikipedia, WP, Project, User, User talk, File, Image, Media, MediaWiki, Help, Category, Portal,
    Template, Talk, Wikipedia talk, Draft, Module, TimedText, Book, Wikidata, Commons, Wikt, Wiktionary, Meta
simple: |
de: Hauptseite | Spezial, Benutzer, Benutzerin, Datei, Bild, Hilfe, Kategorie, Vorlage, Diskussion
fr: Accueil principal | Spécial, Wikipédia, Utilisateur, Utilisatrice, Fichier, Aide, Catégorie, Portail, Modèle, Discussion,
    Projet
es: Portada, Página principal | Especial, Usuario, Usuaria, Archivo, Ayuda, Categoría, Plantilla, Discusión, Anexo
pt: Página principal | Especial, Usuário, Usuária, Utilizador, Ficheiro, Arquivo, Imagem, Ajuda, Categoria,
    Predefinição, Discussão, Anexo
it: Pagina principale | Speciale, Utente, Aiuto, Categoria, Portale, Discussione, Progetto
ja: メインページ | 特別, 利用者, ファイル, 画像, ヘルプ, カテゴリ, テンプレート, ノート, プロジェクト
zh: 首页, 首頁 | 特殊, 特別, 维基百科, 維基百科, 用户, 用戶, 使用者, 文件, 檔案, 帮助, 幫助, 分类, 分類, 主题, 主題, 模板, 讨论,
    討論
ko: 대문 | 특수, 특수기능, 위키백과, 백, 사용자, 파일, 그림, 도움말, 분류, 포털, 들머리, 틀, 토론
ru: Заглавная страница | Служебная, Википедия, Участник, Участница, Файл, Изображение, Справка, Категория, Портал, Шаблон,
    Обсуждение, Проект
uk: Головна сторінка | Спеціальна, Вікіпедія, Користувач, Користувачка, Файл, Довідка, Категорія, Портал, Шаблон,
    Обговорення
be: Галоўная старонка | Адмысловае, Вікіпедыя, Удзельнік, Файл, Даведка, Катэгорыя, Партал, Шаблон
pl: Strona główna | Specjalna, Wikipedysta, Wikipedystka, Plik, Grafika, Pomoc, Kategoria, Szablon, Dyskusja
nl: Hoofdpagina | Speciaal, Gebruiker, Bestand, Afbeelding, Categorie, Portaal, Sjabloon, Overleg
sv: Huvudsida | Användare, Fil, Bild, Hjälp, Kategori, Mall, Diskussion
no: Forside | Spesial, Bruker, Fil, Bilde, Hjelp, Kategori, Mal, Diskusjon
da: Forside | Speciel, Bruger, Fil, Billede, Hjælp, Kategori, Skabelon
fi: Etusivu | Toiminnot, Käyttäjä, Tiedosto, Kuva, Ohje, Luokka, Teemasivu, Malline, Keskustelu
cs: Hlavní strana | Speciální, Wikipedie, Wikipedista, Wikipedistka, Soubor, Nápověda, Kategorie, Portál, Šablona, Diskuse
sk: Hlavná stránka | Špeciálne, Wikipédia, Redaktor, Súbor, Pomoc, Kategória, Portál, Šablóna, Diskusia
hu: Kezdőlap | Speciális, Wikipédia, Szerkesztő, Fájl, Kép, Segítség, Kategória, Portál, Sablon, Vita
ro: Pagina principală | Utilizator, Fișier, Imagine, Ajutor, Categorie, Format, Discuție
bg: Начална страница | Специални, Уикипедия, Потребител, Файл, Картинка, Помощ, Категория, Портал, Шаблон, Беседа
sr: Главна страна | Посебно, Википедија, Корисник, Датотека, Помоћ, Категорија, Портал, Шаблон, Разговор, Posebno
hr: Glavna stranica | Posebno, Wikipedija, Suradnik, Datoteka, Pomoć, Kategorija, Predložak, Razgovor
sl: Glavna stran | Posebno, Wikipedija, Uporabnik, Slika, Pomoč, Kategorija, Predloga
el: Πύλη:Κύρια, Κύρια Σελίδα | Ειδικό, Βικιπαίδεια, Χρήστης, Αρχείο, Βοήθεια, Κατηγορία, Πύλη, Πρότυπο, Συζήτηση
tr: Anasayfa, Ana Sayfa | Özel, Vikipedi, Kullanıcı, Dosya, Resim, Yardım, Kategori, Şablon, Tartışma
ar: الصفحة الرئيسية, الصفحة الرئيسة | خاص, ويكيبيديا, مستخدم, مستخدمة, ملف, صورة, مساعدة, تصنيف, بوابة, قالب, نقاش
fa: صفحهٔ اصلی, صفحه اصلی | ویژه, ویکی‌پدیا, کاربر, پرونده, تصویر, راهنما, رده, درگاه, الگو, بحث
he: עמוד ראשי | מיוחד, ויקיפדיה, משתמש, משתמשת, קובץ, תמונה, עזרה, קטגוריה, פורטל, תבנית, שיחה
id: Halaman Utama | Istimewa, Pengguna, Berkas, Gambar, Bantuan, Kategori, Templat, Pembicaraan
ms: Laman Utama | Khas, Pengguna, Fail, Bantuan, Kategori, Templat
vi: Trang Chính | Đặc biệt, Thành viên, Tập tin, Hình, Trợ giúp, Thể loại, Cổng thông tin, Bản mẫu, Thảo luận
th: หน้าหลัก | พิเศษ, วิกิพีเดีย, ผู้ใช้, ไฟล์, ภาพ, วิธีใช้, หมวดหมู่, สถานีย่อย, แม่แบบ, พูดคุย
hi: मुखपृष्ठ | विशेष, विकिपीडिया, सदस्य, चित्र, सहायता, श्रेणी, प्रवेशद्वार, साँचा, वार्ता
ca: Portada, Pàgina principal | Viquipèdia, Usuari, Usuària, Fitxer, Imatge, Ajuda, Plantilla, Discussió
eo: Ĉefpaĝo | Speciala, Specialaĵo, Vikipedio, Uzanto, Dosiero, Helpo, Kategorio, Portalo, Ŝablono
et: Esileht | Eri, Vikipeedia, Kasutaja, Fail, Pilt, Juhend, Kategooria, Mall
lv: Sākumlapa | Vikipēdija, Dalībnieks, Attēls, Palīdzība, Kategorija, Portāls, Veidne
lt: Pagrindinis puslapis | Specialus, Vikipedija, Naudotojas, Vaizdas, Pagalba, Kategorija, Portalas, Šablonas
"""
# What the counters write where a page had no title.
_NO_TITLES = frozenset({"", "-", "undefined", "index.html", "404.php"})


def _read(names: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Languages, main pages, namespaces; the pages and namespaces of all languages together."""
    languages: set[str] = set()
    pages: set[str] = set()
    namespaces: set[str] = set()
    for line in names.strip().replace("\n    ", " ").splitlines():
        language, _, rest = line.partition(": ")
        main, _, spaces = rest.partition("|")
        languages.add(language)
        pages.update(_folded(each) for each in main.split(",") if each.strip())
        namespaces.update(_folded(each) for each in spaces.split(",") if each.strip())
    return frozenset(languages), frozenset(pages), frozenset(namespaces)


_LANGUAGES, _MAIN_PAGES, _NAMESPACES = _read(_NAMES)
