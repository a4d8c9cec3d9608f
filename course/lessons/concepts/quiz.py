"""What module 01 wants remembered, and why."""

from course.exercises.quiz import Option, Question, Quiz
from course.i18n import _

quiz = Quiz(
    "01",
    (
        Question(
            "01.q1-relation",
            _("O que o DataOps acrescenta a uma equipe que já faz DevOps bem?"),
            (
                Option(
                    _("Nada: é DevOps com outro nome, aplicado a um banco de dados."),
                    _(
                        "O DevOps cuida do que a equipe muda. O dado muda sem que a equipe mude nada, e"
                        " isso pede outra guarda."
                    ),
                ),
                Option(
                    _("Vigiar também o que a equipe não mudou: o dado que chega, a cada chegada."),
                    _(
                        "Sim. Numa linha de dados há duas coisas que mudam, o código e o dado. Daí a"
                        " herança da manufatura enxuta: mede-se cada lote, não só a máquina."
                    ),
                    right=True,
                ),
                Option(
                    _("Um conjunto de ferramentas: orquestrador, catálogo e painel."),
                    _(
                        "Ferramentas ajudam. O manifesto põe pessoas e interações acima de processos e"
                        " ferramentas."
                    ),
                ),
                Option(
                    _("Ele substitui o DevOps: pipelines de dados dispensam teste e entrega de código."),
                    _(
                        "Um pipeline é código, e o código muda. A Equifax mostra o que acontece quando só"
                        " se cuida de metade."
                    ),
                ),
            ),
        ),
        Question(
            "01.q2-lead-time",
            _(
                "Uma carga que levava 40 s passou a levar 20 s. O *change lead time*, como a DORA o define,"
                " caiu?"
            ),
            (
                Option(
                    _("Sim, pela metade."),
                    _(
                        "A duração de uma execução não é nenhuma das métricas da DORA: elas falam de"
                        " mudanças entregues."
                    ),
                ),
                Option(
                    _("Não se sabe: ele vai do commit à produção, e aqui ninguém mediu commit nenhum."),
                    _(
                        "Isso. O histórico do Airflow não conhece commits. O que ele permite medir é o lead"
                        " time **de dados**, do fim do dia ao dado legível."
                    ),
                    right=True,
                ),
                Option(
                    _("Sim, mas só se a taxa de falha não subiu."),
                    _(
                        "A taxa de falha é outra medida, e de mudanças. Nenhuma das duas sai da duração de"
                        " uma carga."
                    ),
                ),
                Option(
                    _("Não: lead time conta a partir do fim do dia dos dados."),
                    _("Esse é o lead time de dados, que definimos aqui. O da DORA começa no commit."),
                ),
            ),
        ),
        Question(
            "01.q3-green",
            _(
                "Num pipeline sem barreiras, a execução ficou verde e nenhuma tentativa falhou. O que isso"
                " diz do dado?"
            ),
            (
                Option(
                    _("Que está certo: um erro teria deixado a execução vermelha."),
                    _(
                        "Na PHE nada ficou vermelho enquanto 15.841 casos sumiam. Verde diz que o programa"
                        " terminou."
                    ),
                ),
                Option(
                    _("Que está completo, embora talvez não exato."),
                    _(
                        "Nem isso: zero linhas também terminam bem. Completude se mede contra o que devia"
                        " ter chegado."
                    ),
                ),
                Option(
                    _("Nada, até que alguém meça o dado."),
                    _(
                        "Certo. A execução fala do programa; do dado falam as contas sobre o dado, feitas a"
                        " cada carga. O pipeline deste curso as faz antes de publicar, e retém o dia que não"
                        " passa."
                    ),
                    right=True,
                ),
                Option(
                    _("Que chegou no prazo."),
                    _(
                        "Uma execução que começou três horas tarde também fica verde. Prazo se mede contra"
                        " o relógio."
                    ),
                ),
            ),
        ),
        Question(
            "01.q4-accuracy",
            _(
                "No cadastro, a matrícula de um voo comercial leva a um avião de dois lugares montado em"
                " casa. Que dimensão falhou?"
            ),
            (
                Option(
                    _("Validade: a matrícula está malformada."),
                    _("A matrícula tem a forma certa. Válido quer dizer bem formado, não verdadeiro."),
                ),
                Option(
                    _("Consistência: a chave não existe no cadastro."),
                    _(
                        "Existe, e por isso a regra `tailnum_is_registered` passa. As duas tabelas"
                        " concordam, e erram."
                    ),
                ),
                Option(
                    _("Unicidade: duas linhas têm a mesma matrícula."),
                    _("No cadastro cada matrícula aparece uma vez. O defeito é de quem ela diz ser."),
                ),
                Option(
                    _("Exatidão: o dado é bem formado, concorda com o cadastro, e não é verdade."),
                    _(
                        "Sim. Exatidão só se vê comparando com o mundo, ou com uma segunda fonte. Nenhuma"
                        " das cinco dimensões medidas aqui a substitui."
                    ),
                    right=True,
                ),
            ),
        ),
        Question(
            "01.q5-lgpd",
            _("A matrícula de um avião é dado pessoal pela LGPD?"),
            (
                Option(
                    _("Nunca: identifica uma máquina."),
                    _(
                        "A placa de um carro também. A lei fala de informação **relacionada** a pessoa"
                        " natural identificada **ou identificável** (art. 5º, I), e pela placa se chega ao"
                        " dono."
                    ),
                ),
                Option(
                    _("Sempre: todo avião tem dono."),
                    _(
                        "O dono de um avião de linha é uma empresa, e pessoa jurídica não é titular de"
                        " dados pessoais."
                    ),
                ),
                Option(
                    _(
                        "Depende: é, quando por meios razoáveis se chega por ela a uma pessoa, como num"
                        " registro público de donos."
                    ),
                    _(
                        "Isso. O registro americano é público e, segundo a FAA, em boa parte de pessoas"
                        " físicas. A mesma coluna é inocente num avião de linha e pessoal num particular."
                    ),
                    right=True,
                ),
                Option(
                    _("Não, porque o registro é público."),
                    _(
                        "Ser público não tira o dado da lei: o art. 7º, §§ 3º e 4º, diz como tratar dado"
                        " pessoal acessível a todos."
                    ),
                ),
            ),
        ),
        Question(
            "01.q6-annex",
            _("Uma empresa certificada na ISO/IEC 27001 usa quais dos 93 controles do Anexo A?"),
            (
                Option(
                    _("Todos: são os requisitos da norma."),
                    _(
                        "Os requisitos são as seções 4 a 10. O Anexo A é uma lista com que se confere se"
                        " nada foi esquecido."
                    ),
                ),
                Option(
                    _(
                        "Os que o risco pede; a Declaração de Aplicabilidade diz quais, e justifica os que"
                        " entram e os que ficam de fora."
                    ),
                    _(
                        "Sim (6.1.3). Do risco nasce o controle, não o contrário. E nenhum deles garante"
                        " que um número esteja certo: para isso há as dimensões de qualidade."
                    ),
                    right=True,
                ),
                Option(
                    _("Os que já usava na edição de 2013, com os mesmos números."),
                    _(
                        "A numeração mudou inteira, e os certificados de 2013 deixaram de valer em outubro"
                        " de 2025."
                    ),
                ),
                Option(
                    _("Os tecnológicos; os outros são recomendação."),
                    _(
                        "Os quatro temas valem igual: acesso e dados pessoais, por exemplo, estão nos"
                        " organizacionais."
                    ),
                ),
            ),
        ),
    ),
)
