import type { Role } from './role.ts'

/**
 * What divides a procedure, in the languages public runbooks are written in besides English: German, French, Spanish,
 * Portuguese, Italian, Dutch, Chinese, Japanese, Korean, Russian. Whole headings, in lower case.
 */
const HEADINGS: [Role, string][] = [
  ['symptoms', 'symptome|symptômes|síntomas|sintomas|sintomi|symptomen|症状|现象|現象|증상|симптомы'],
  [
    'prepare',
    `voraussetzungen|vorbereitung|vorbedingungen|prérequis|préparation|requisitos|requisitos previos
    |preparación|pré-requisitos|preparação|prerequisiti|preparazione|vereisten|voorbereiding|前提条件|前置条件
    |准备|準備|事前準備|사전 준비|подготовка|предварительные условия`,
  ],
  [
    'diagnose',
    `diagnose|analyse|untersuchung|fehlersuche|ursachenanalyse|prüfung|diagnostic|analyse|investigation
    |vérification|vérifications|diagnóstico|investigación|análisis|análise|investigação|diagnosi|analisi
    |onderzoek|诊断|排查|检查|調査|診断|確認|진단|диагностика|анализ`,
  ],
  [
    'fix',
    `behebung|lösung|lösungen|maßnahmen|sofortmaßnahmen|wiederherstellung|gegenmaßnahmen|résolution
    |solution|solutions|correction|remédiation|actions|solución|soluciones|resolución|mitigación|solução
    |resolução|mitigação|correção|soluzione|risoluzione|oplossing|herstel|解决方案|解决|处理|修复|対応|対処|対応手順|復旧|해결
    |조치|решение|устранение`,
  ],
  [
    'steps',
    `schritte|vorgehen|ablauf|durchführung|anleitung|étapes|procédure|marche à suivre|pasos|procedimiento
    |passos|procedimento|passi|procedura|stappen|步骤|操作步骤|手順|절차|шаги|порядок действий`,
  ],
  [
    'verify',
    `überprüfung|verifizierung|kontrolle|verifikation|vérification|validation|contrôle|verificación
    |comprobación|validación|verificação|validação|verifica|controllo|controle|验证|確認手順|検証|검증|확인|проверка`,
  ],
  [
    'rollback',
    `rückgängig|rückgängig machen|zurückrollen|rücknahme|zurücksetzen|retour arrière|annulation|reversión
    |revertir|reversão|reverter|ripristino|terugdraaien|回滚|回退|ロールバック|切り戻し|롤백|откат`,
  ],
  [
    'communicate',
    `kommunikation|benachrichtigung|eskalation|communication|escalade|comunicación|escalamiento
    |comunicação|escalação|comunicazione|escalatie|通知|升级|連絡|エスカレーション|에스컬레이션|эскалация|оповещение`,
  ],
  [
    'document',
    `nachbereitung|dokumentation|suivi|retour d'expérience|retour d’expérience|documentación|seguimiento
    |documentação|documentazione|nazorg|复盘|事后分析|事後対応|振り返り|후속 조치|документирование`,
  ],
  [
    'about',
    `überblick|übersicht|hintergrund|zusammenfassung|kontakte|hinweis|hinweise|aperçu|contexte|résumé
    |contacts|resumen|contexto|contactos|visão geral|resumo|contatos|panoramica|contesto|contatti
    |overzicht|achtergrond|概述|背景|联系人|概要|連絡先|개요|обзор|контакты`,
  ],
]

const ROLES: ReadonlyMap<string, Role> = new Map(
  HEADINGS.toReversed().flatMap(([role, words]) => words.split('|').map((word) => [word.trim(), role] as const)),
)

/** The role of a heading that is not in English; null when it names something of its own. */
export function foreignRole(heading: string): Role | null {
  return ROLES.get(heading) ?? null
}

/** Roles under which an ordered list is what to do, in whatever language. */
const DOING: readonly Role[] = ['prepare', 'diagnose', 'fix', 'steps', 'verify', 'rollback']

/** Whether a heading that is not in English says that what follows it is to be done. */
export function headsWork(heading: string): boolean {
  const role = foreignRole(heading.trim().toLowerCase())
  return role !== null && DOING.includes(role)
}
