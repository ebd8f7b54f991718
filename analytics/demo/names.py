"""Names of people who do not exist."""

FIRST = (
    "Inés", "Wendell", "Noor", "Harriet", "Tobias", "Gwen", "Devon", "Yolanda", "Marcus", "Priya", "Elena", "Calvin",
    "Rosa", "Terrence", "Mei", "Joel", "Amara", "Victor", "Simone", "Hector", "Leah", "Omar", "Bianca", "Curtis",
    "Naomi", "Felix", "Gloria", "Andre", "Tessa", "Ramon", "Ivy", "Desmond", "Carla", "Wes", "Anh", "Louisa", "Kofi",
    "Delia", "Patrick", "Sofia", "Reggie", "Mina", "Otis", "Fatima", "Grant", "Luz", "Everett", "Zora", "Paulo",
    "Jeanette", "Dmitri", "Carmen", "Alton", "Shira", "Nolan", "Beatriz", "Cyrus", "Maeve", "Jamal", "Ingrid", "Raul",
    "Odessa", "Kenji", "Marisol", "Barrett", "Aisha", "Leonard", "Vera", "Emilio", "Coral", "Isaac", "Thuy", "Russell",
    "Adela", "Malik", "Frances", "Arjun", "Dolores", "Stellan", "Yvette",
)  # fmt: skip
LAST = (
    "Caballero", "Pruitt", "Haddad", "Okafor", "Wren", "Tillery", "Sallis", "Bissett", "Abernathy", "Delgado", "Nguyen",
    "Whitlock", "Ferreira", "Osborne", "Castellano", "Mbeki", "Larkin", "Trujillo", "Ashworth", "Bellamy", "Rosario",
    "Kimura", "Voss", "Quintero", "Hale", "Dupree", "Salazar", "McAllister", "Petrov", "Lindqvist", "Barnes", "Ocampo",
    "Reyes", "Sinclair", "Tran", "Gallagher", "Moreno", "Ellison", "Nakamura", "Fontaine", "Guerrero", "Holloway",
    "Ibarra", "Jimenez", "Kowalski", "Lattimore", "Mendez", "Nash", "Odom", "Pacheco", "Rahman", "Santos", "Thibodeaux",
    "Underhill", "Valdez", "Winslow", "Yates", "Zamora", "Blackwood", "Crane", "Duarte", "Espinoza", "Farrow", "Greer",
    "Hidalgo", "Ivers", "Joyner", "Keller", "Leblanc", "Marlow", "Novak", "Orr", "Pell", "Rivas", "Stokes", "Toussaint",
    "Vega", "Weller", "Ximenes", "Ybarra",
)  # fmt: skip
MAIL = ("inbox.example", "post.example", "mailbox.example", "letters.example")
