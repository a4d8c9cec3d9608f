"""What module 02 wants remembered, and why; one question looks back at module 01."""

from course.exercises.quiz import Option, Question, Quiz
from course.i18n import _

_AGE = Question(
    "02.q1-age",
    _("O pipeline parou há três dias e ninguém mexeu em nada. O que, no Prometheus, mostra isso?"),
    (
        Option(
            _("`up` do Pushgateway passa a 0: o job não manda mais nada."),
            _("`up` é do próprio Pushgateway, que está no ar e repete o último valor recebido."),
        ),
        Option(
            _("`time()` menos o fim do último dia carregado cresce sem parar."),
            _(
                "Sim. Quem exporta guarda um instante; a idade se calcula na consulta e cresce também quando"
                " o job está morto."
            ),
            right=True,
        ),
        Option(
            _("Uma métrica `idade_do_dado_segundos`, que o job exporta, passa de três dias."),
            _(
                "Quem atualizaria essa idade é o job, e ele está morto: ela fica parada no valor pequeno que"
                " tinha ao fim da última carga."
            ),
        ),
        Option(
            _("As séries do job desaparecem depois de cinco minutos sem envio."),
            _(
                "Desaparecem as de um alvo que o Prometheus lê e caiu. As do Pushgateway continuam sendo"
                " lidas."
            ),
        ),
    ),
)

_AT_LEAST_ONCE = Question(
    "02.q2-at-least-once",
    _("Uma mesma carga pode rodar mais de uma vez. Por que ela não dobra as linhas?"),
    (
        Option(
            _("Porque o Airflow nunca executa a mesma tarefa duas vezes."),
            _("Executa: por nova tentativa, ou porque alguém limpou a tarefa."),
        ),
        Option(
            _("Porque o Redis guarda as chaves com validade."),
            _("A validade é do cache. Ela não diz nada sobre o que uma carga grava no banco."),
        ),
        Option(
            _("Porque a carga troca o dia inteiro, numa transação: repetir dá o mesmo conteúdo."),
            _(
                "Sim: idempotente e atômica. Não se tenta garantir que rode uma vez só; faz-se a etapa"
                " aguentar duas."
            ),
            right=True,
        ),
        Option(
            _("Porque `INSERT` repetido dá erro, e o erro para a tarefa."),
            _(
                "O erro evita a cópia, mas a segunda execução falha para sempre, e uma correção da fonte"
                " nunca entra."
            ),
        ),
    ),
)

_GREEN = Question(
    "02.q3-green",
    _("A execução de hoje está verde e carregou zero linhas. Que medida do módulo 1 acusa o problema?"),
    (
        Option(
            _("A taxa de falha das mudanças."),
            _("Ela conta mudanças que deram errado na produção. Aqui ninguém mudou nada, e nada falhou."),
        ),
        Option(
            _("A completude: as linhas que a fonte tem e o warehouse não."),
            _(
                "Sim. Verde quer dizer que os programas terminaram bem. Se o dado chegou, só o dado conta, e"
                " por isso a qualidade é uma etapa do pipeline."
            ),
            right=True,
        ),
        Option(
            _("A unicidade: nenhuma linha se repete."),
            _("Zero linhas são todas únicas: a nota seria 100 %. Uma dimensão boa não diz nada das outras."),
        ),
        Option(
            _("Nenhuma: verde quer dizer que o dado está certo."),
            _("Verde é o estado das tarefas. Uma janela vazia, lida sem erro, também termina verde."),
        ),
    ),
)

_P95 = Question(
    "02.q4-p95",
    _("Três servidores têm p95 de 100, 200 e 900 ms. Qual é o p95 de todas as chamadas juntas?"),
    (
        Option(
            _("400 ms, a média dos três."),
            _("Média de percentis não é percentil de nada: ela nem sabe quantas chamadas cada um atendeu."),
        ),
        Option(
            _("900 ms, o pior dos três."),
            _(
                "É um teto, não o valor. Se o servidor lento atende 1 % das chamadas, no máximo uma em"
                " cada cinco das 5 % mais lentas pode ser dele."
            ),
        ),
        Option(
            _("Não dá para saber com esses três números; faltam as distribuições."),
            _("Sim. Somam-se as faixas dos histogramas, e só então se tira o percentil: `sum by (le)`."),
            right=True,
        ),
        Option(
            _("200 ms, a mediana dos três."),
            _("A mediana de três percentis também ignora quantas chamadas há atrás de cada um."),
        ),
    ),
)

_VERSIONS = Question(
    "02.q5-versions",
    _("Num bucket com versões você apaga um objeto de 1 GB. Quanto espaço volta?"),
    (
        Option(
            _("1 GB, na hora."),
            _(
                "Volta quando se apaga a **versão**, pelo seu id, e isso não tem volta. Apagar o objeto só o"
                " esconde."
            ),
        ),
        Option(
            _("Nada: entrou um marcador, e a versão continua lá."),
            _("Sim. Por isso dá para recuperar, e por isso o disco pede uma regra de expiração."),
            right=True,
        ),
        Option(
            _("Nada, e o objeto está perdido mesmo assim."),
            _("Perdido ele não está: remova o marcador, ou leia a versão pelo id."),
        ),
        Option(
            _("Só o que mudou desde a versão anterior."),
            _("As versões são cópias inteiras; não há diferenças guardadas para devolver."),
        ),
    ),
)

_HITS = Question(
    "02.q6-hits",
    _("O cache tem 100 % de acertos há uma semana. O que se sabe?"),
    (
        Option(
            _("Que ele vai bem: todas as respostas são rápidas e certas."),
            _("Rápidas, sim. Certas, não se sabe: a conta não olha o que há atrás da resposta."),
        ),
        Option(
            _("Que as respostas vêm do cache; podem ser todas velhas."),
            _(
                "Sim. A taxa de acertos mede velocidade. O que limita a idade é a validade de cada chave e a"
                " invalidação a cada carga."
            ),
            right=True,
        ),
        Option(
            _("Que o warehouse caiu."),
            _("Talvez ninguém notasse, mas o número não diz isso: ele é o mesmo com tudo no ar."),
        ),
        Option(
            _("Que falta memória no Redis."),
            _("Com pouca memória chaves saem antes da hora, e os acertos **caem**."),
        ),
    ),
)

quiz = Quiz("02", (_AGE, _AT_LEAST_ONCE, _GREEN, _P95, _VERSIONS, _HITS))
